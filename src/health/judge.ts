// The verdict on an endpoint: how single probe results turn into up and down, as HAProxy does it.

export type State = 'unknown' | 'up' | 'down';

/** The verdict so far. `health` counts from 0 to rise + fall - 1; from `rise` on the endpoint is up. */
export interface Verdict {
  readonly state: State;
  readonly health: number;
}

/** Consecutive results that are needed to change a verdict; both at least 1. */
export interface Thresholds {
  readonly rise: number;
  readonly fall: number;
}

/** The verdict when the next result is to be final at once. */
export const UNJUDGED: Verdict = { state: 'unknown', health: 0 };

const DOWN: Verdict = { state: 'down', health: 0 };

function top({ rise, fall }: Thresholds): number {
  return rise + fall - 1;
}

/** The verdict on an endpoint that is in this state without any doubt. */
export function verdictOf(state: State, thresholds: Thresholds): Verdict {
  if (state === 'up') return { state, health: top(thresholds) };
  return state === 'down' ? DOWN : UNJUDGED;
}

/**
 * The verdict after one more result. The first result of one that is unjudged is final at once. After that a success of an up endpoint
 * wipes out its failures and a failure of a down one its successes, so both directions are consecutive.
 */
export function judge(verdict: Verdict, ok: boolean, thresholds: Thresholds): Verdict {
  if (ok) {
    const health = verdict.health + 1;
    return verdict.state === 'unknown' || health >= thresholds.rise
      ? verdictOf('up', thresholds)
      : { state: 'down', health };
  }
  const health = verdict.health - 1;
  return verdict.state === 'up' && health >= thresholds.rise ? { state: 'up', health } : DOWN;
}

/** Whether the endpoint may be handed out: one that was never probed may. */
export function isLive(state: State): boolean {
  return state !== 'down';
}

/** Whether the last result spoke against the verdict, so that the next probe should come soon. */
export function inTransition(verdict: Verdict, thresholds: Thresholds): boolean {
  if (verdict.state === 'up') return verdict.health < top(thresholds);
  return verdict.state === 'down' && verdict.health > 0;
}

/** What decides how soon the next probe comes: `changing` while a transition is under way, `down` when nothing speaks for a return. */
export type Pace = 'steady' | 'changing' | 'down';

export function paceOf(verdict: Verdict, thresholds: Thresholds): Pace {
  if (inTransition(verdict, thresholds)) return 'changing';
  return verdict.state === 'down' ? 'down' : 'steady';
}
