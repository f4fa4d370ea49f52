// Secondaries that are told of new versions, as people and tools see them.
import { RCODE, rcodeToText } from '../dns/constants.js';
import type { NotifyKnowledge, NotifyState } from '../transfer/notify-states.js';
import type { ServerParts } from '../view/status.js';
import type { ToldSecondaryView } from '../view/told-secondaries.js';
import type { ZoneView } from '../view/zones.js';

/** The most that are listed. */
const MAX_LISTED = 1_024;
const NOERROR = rcodeToText(RCODE.NOERROR);

function viewOf(state: NotifyState, nowMs: number): ToldSecondaryView {
  const { name, sent, replies, givenUp } = state;
  const failure = state.failureAt(nowMs);
  const acknowledged = replies.get(NOERROR) ?? 0;
  const all = [...replies.values()].reduce((sum, count) => sum + count, 0);
  return {
    secondary: name,
    ...{ sent, acknowledged, refused: all - acknowledged, givenUp, behind: state.lacks.size },
    ...(failure !== undefined && {
      failure: {
        text: failure.text,
        ...(failure.zone !== undefined && { zone: failure.zone }),
        ageMs: Math.round(nowMs - failure.sinceMs),
      },
    }),
  };
}

/** What a status says of them, those that fail first; nothing when there are none. @param nowMs on the clock that counts */
export function toldOf(
  known: Pick<NotifyKnowledge, 'states'> | undefined,
  nowMs: number,
): Pick<ServerParts, 'told'> {
  const views = known?.states.all.map(state => viewOf(state, nowMs)) ?? [];
  if (views.length === 0) return {};
  const fails = ({ failure }: ToldSecondaryView) => Number(failure !== undefined);
  return { told: views.sort((a, b) => fails(b) - fails(a)).slice(0, MAX_LISTED) };
}

/** What is told of one zone: who took note of a version and does not have it. @param nowMs on the clock that counts */
export function behindIn(
  known: Pick<NotifyKnowledge, 'states'> | undefined,
  zone: string,
  nowMs: number,
): Pick<ZoneView, 'behind'> {
  const behind = (known?.states.all ?? []).flatMap(({ name, lacks }) => {
    const lack = lacks.get(zone);
    if (lack === undefined) return [];
    const { acknowledged, serial, sinceMs } = lack;
    const has = serial === undefined ? {} : { serial };
    return [{ secondary: name, acknowledged, ...has, ageMs: Math.round(nowMs - sinceMs) }];
  });
  return behind.length === 0 ? {} : { behind };
}
