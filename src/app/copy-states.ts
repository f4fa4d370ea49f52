// How many zones of other servers are in which state, as metrics and /readyz show it.
import type { SecondaryState } from '../transfer/secondary.js';
import { COPY_STATES, type CopyState } from '../view/copy-state.js';
import { numberText, plural } from '../view/plural.js';

/** How one is. */
export function stateOf({ serial, isExpired, failure }: SecondaryState): CopyState {
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
