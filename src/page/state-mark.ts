// The states of members and pools: a shape, a word and a colour for each.
import { isOutByTie, orderedState } from '../view/member-words.js';
import type { MemberView, PoolView } from '../view/status.js';
import { element, type Markup } from './tree.js';

/** Each has a shape of its own, so that the colour is not needed to tell them apart. */
export const MARK = {
  UP: 'up',
  FAILING: 'failing',
  DOWN: 'down',
  RISING: 'rising',
  UNKNOWN: 'unknown',
  DRAIN: 'drain',
  MAINT: 'maint',
} as const;
export type Mark = (typeof MARK)[keyof typeof MARK];

/** The shape of a state, which the style draws; who has it read aloud gets the word beside it. */
export function markOf(mark: Mark): Markup {
  return element('i', { class: `mark is-${mark}`, 'aria-hidden': 'true' });
}

/** What a member is. */
export interface StateWords {
  readonly mark: Mark;
  readonly word: string;
  /** What its probes say, when the word is somebody's order. */
  readonly probed?: string;
}

function probedState({ state, inTransition, heldMs, isUnprobed }: MemberView): StateWords {
  if (isUnprobed === true) return { mark: MARK.UP, word: 'no probe' };
  if (heldMs !== undefined) return { mark: MARK.DOWN, word: 'held down' };
  if (state === 'unknown') return { mark: MARK.UNKNOWN, word: 'not probed' };
  if (state === 'up')
    return inTransition ? { mark: MARK.FAILING, word: 'up, failing' } : { mark: MARK.UP, word: 'up' };
  return inTransition ? { mark: MARK.RISING, word: 'down, rising' } : { mark: MARK.DOWN, word: 'down' };
}

/** What operators, the member itself and its probes make of a member. */
export function stateOf(member: MemberView): StateWords {
  const real = probedState(member);
  if (isOutByTie(member)) return { mark: MARK.DOWN, word: 'out', probed: real.word };
  const ordered = orderedState(member);
  if (ordered === undefined) return real;
  if (ordered === 'up' || ordered === 'down')
    return { mark: ordered, word: `forced ${ordered}`, probed: real.word };
  return { mark: ordered, word: ordered, probed: real.word };
}

/** How a pool is. */
export const CONDITION = { WHOLE: 'whole', DEGRADED: 'degraded', FALLBACK: 'fallback' } as const;
export type Condition = (typeof CONDITION)[keyof typeof CONDITION];

export function conditionOf({ live, total, onFallback, instead }: PoolView): Condition {
  if (onFallback || total === 0) return CONDITION.FALLBACK;
  return live === total && instead === undefined ? CONDITION.WHOLE : CONDITION.DEGRADED;
}

export const CONDITION_MARK: Readonly<Record<Condition, Mark>> = {
  whole: MARK.UP,
  degraded: MARK.FAILING,
  fallback: MARK.DOWN,
};
