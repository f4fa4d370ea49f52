// Zones of other servers as metrics and /readyz show them.
import { COPY_STATES, type CopySample, type CopyState } from '../observe/secondary-metrics.js';
import { MAX_ZONES } from '../observe/zone-metrics.js';
import type { SecondaryState } from '../transfer/secondary.js';
import { numberText, plural } from '../view/plural.js';

function stateOf({ serial, isExpired, failure }: SecondaryState): CopyState {
  if (isExpired) return 'expired';
  if (serial === undefined) return 'waiting';
  return failure === undefined ? 'good' : 'failing';
}

/** How many there are of each state. */
export function copyStates(states: readonly SecondaryState[]): Record<CopyState, number> {
  const counts: Record<CopyState, number> = { good: 0, failing: 0, expired: 0, waiting: 0 };
  for (const state of states) counts[stateOf(state)]++;
  return counts;
}

/** Those that are not good, then the others, up to {@link MAX_ZONES}. @param nowMs since 1970 */
export function copySamples(states: readonly SecondaryState[], nowMs: number): CopySample[] {
  const isGood = (state: SecondaryState) => stateOf(state) === 'good';
  const shown = states.filter(state => !isGood(state)).slice(0, MAX_ZONES);
  for (const state of states) {
    if (shown.length >= MAX_ZONES) break;
    if (isGood(state)) shown.push(state);
  }
  return shown.map(state => {
    const { zone, serial = 0, ageMs, transfers, failures } = state;
    const confirmedSeconds = ageMs === undefined ? 0 : (nowMs - ageMs) / 1_000;
    return { zone: zone.label, serial, confirmedSeconds, state: stateOf(state), transfers, failures };
  });
}

const WORDS: Readonly<Record<Exclude<CopyState, 'good'>, string>> = {
  failing: 'not confirmed by any primary',
  expired: 'expired',
  waiting: 'not transferred yet',
};

/** What is wrong with them, in one line; empty when nothing is. */
export function copiesText(states: readonly SecondaryState[]): string {
  const counts = copyStates(states);
  const texts = COPY_STATES.flatMap(state =>
    state === 'good' || counts[state] === 0 ? [] : `${numberText(counts[state])} ${WORDS[state]}`,
  );
  return texts.length === 0 ? '' : `of ${plural(states.length, 'secondary zone')} ${texts.join(', ')}`;
}
