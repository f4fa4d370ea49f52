// Zones of other servers, as people and tools see them.
import type { Secondaries } from '../transfer/secondaries.js';
import type { SecondaryState } from '../transfer/secondary.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { isUnconfirmed, type SecondaryView } from '../view/secondary-zones.js';
import type { ServerParts } from '../view/status.js';
import type { ZoneView } from '../view/zones.js';
import { zoneAsked } from './asked-name.js';

/** The most that are listed. */
const MAX_LISTED = 1_024;

function viewOf({ zone, isExpired, nextMs, transfers, failures, ...rest }: SecondaryState): SecondaryView {
  const { serial, ageMs, from, failure } = rest;
  return {
    zone: zone.label,
    ...(serial !== undefined && { serial }),
    isExpired,
    ...(ageMs !== undefined && { ageMs: Math.round(ageMs) }),
    nextMs: Math.round(nextMs),
    ...(from !== undefined && { from }),
    ...(failure !== undefined && { failure }),
    ...{ transfers, failures: Object.values(failures).reduce((sum, count) => sum + count, 0) },
  };
}

/** What a status says of them; nothing when there are none. */
export function secondariesOf(
  states: readonly SecondaryState[],
): Pick<ServerParts, 'secondaries' | 'furtherSecondaries'> {
  if (states.length === 0) return {};
  const rank = (state: SecondaryState) => Number(state.failure !== undefined) + Number(isUnconfirmed(state));
  const sorted = [...states].sort((a, b) => rank(b) - rank(a));
  const further = sorted.splice(MAX_LISTED);
  const unconfirmed = further.filter(isUnconfirmed).length;
  return {
    secondaries: sorted.map(viewOf),
    ...(further.length > 0 && { furtherSecondaries: { count: further.length, unconfirmed } }),
  };
}

/** What is known of the copy that a zone is; nothing when it is none of other servers. @param label of the zone */
export function copyOf(secondaries: Secondaries | undefined, label: string): Pick<ZoneView, 'copy'> {
  const state = secondaries?.stateOf(label.toLowerCase());
  return state === undefined ? {} : { copy: viewOf(state) };
}

/** Does nothing unless a zone of other servers is meant that was never transferred. @throws RequestError that says why */
export function refuseUntransferred(
  secondaries: Pick<Secondaries, 'stateOf'> | undefined,
  text: string,
): void {
  const zone = zoneAsked(text);
  const state = secondaries?.stateOf(zone);
  if (state === undefined || state.serial !== undefined) return;
  throw new RequestError(
    ERROR_CODE.UNKNOWN_ZONE,
    `zone ${zone} has not been transferred yet`,
    state.failure ?? 'its primaries are being asked',
  );
}

/** What is asked of the primaries of a zone. */
export type Order = keyof Pick<Secondaries, 'refresh' | 'retransfer'>;

/** Has a zone asked for now. @throws RequestError when it is none of other servers */
export function orderSecondary(
  secondaries: Secondaries | undefined,
  order: Order,
  text: string,
): { readonly zone: string } {
  const zone = zoneAsked(text);
  if (secondaries?.[order](zone) === true) return { zone };
  throw new RequestError(
    ERROR_CODE.UNKNOWN_ZONE,
    `there is no zone ${text} of other servers`,
    '`rondo status` lists them',
  );
}
