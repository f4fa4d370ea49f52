// The stage of the judge: how single probe results turn into up and down, as HAProxy does it.
import type { ProbeResult } from '../../probe/result.js';
import type { State, Verdict } from './verdict.js';

/** What the results so far amount to. `health` counts from 0 to rise + fall - 1; from `rise` on the endpoint is up. */
export interface Judgement {
  readonly state: State;
  readonly health: number;
}

/** Consecutive results that are needed to change a state; both at least 1. */
export interface Thresholds {
  readonly rise: number;
  readonly fall: number;
}

/** The judgement when the next result is to be final at once. */
export const UNJUDGED: Judgement = { state: 'unknown', health: 0 };

const DOWN: Judgement = { state: 'down', health: 0 };

function top({ rise, fall }: Thresholds): number {
  return rise + fall - 1;
}

/** The judgement of an endpoint that is in this state without any doubt. */
export function judgementOf(state: State, thresholds: Thresholds): Judgement {
  if (state === 'up') return { state, health: top(thresholds) };
  return state === 'down' ? DOWN : UNJUDGED;
}

/**
 * The judgement after one more result. The first result of one that is unjudged is final at once. After that a success of an
 * up endpoint wipes out its failures and a failure of a down one its successes, so both directions are consecutive.
 */
export function judge(judgement: Judgement, ok: boolean, thresholds: Thresholds): Judgement {
  if (ok) {
    const health = judgement.health + 1;
    return judgement.state === 'unknown' || health >= thresholds.rise
      ? judgementOf('up', thresholds)
      : { state: 'down', health };
  }
  const health = judgement.health - 1;
  return judgement.state === 'up' && health >= thresholds.rise ? { state: 'up', health } : DOWN;
}

/** Whether the last result spoke against the state, so that the next probe should come soon. */
export function inTransition(judgement: Judgement, thresholds: Thresholds): boolean {
  if (judgement.state === 'up') return judgement.health < top(thresholds);
  return judgement.state === 'down' && judgement.health > 0;
}

/** What decides how soon the next probe comes: `changing` while a transition is under way, `down` when nothing speaks for a return. */
export type Pace = 'steady' | 'changing' | 'down';

export function paceOf(judgement: Judgement, thresholds: Thresholds): Pace {
  if (inTransition(judgement, thresholds)) return 'changing';
  return judgement.state === 'down' ? 'down' : 'steady';
}

export interface JudgePiece {
  readonly judgement: Judgement;
  readonly lastFailure?: ProbeResult;
}

/** The first stage: what the results alone say. */
export function judged(verdict: Verdict, { judgement: { state }, lastFailure }: JudgePiece): Verdict {
  return { ...verdict, state, cause: state === 'down' ? lastFailure : undefined };
}
