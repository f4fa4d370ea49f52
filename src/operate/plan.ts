// Planned maintenance: what is to happen when, as a pure function of the plans and the time.
import type { AdminState } from '../view/admin-limits.js';

/** The most plans that are kept. */
export const MAX_PLANS = 256;

/** Members that are to be out of service for a time. Moments are of the system's clock, in milliseconds since 1970. */
export interface Plan {
  /** Counts from 1. */
  readonly id: number;
  readonly state: Extract<AdminState, 'drain' | 'maint'>;
  /** Words that select them, when it begins. */
  readonly members: readonly string[];
  readonly pool?: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reason?: string;
  readonly by?: string;
  /** Whether it begins even if a pool then has too few live members. */
  readonly force?: boolean;
  /** What became of its beginning; absent until then. */
  readonly outcome?: PlanOutcome;
  /** Why it was refused. */
  readonly why?: string;
}

/** What becomes of the beginning of a plan. */
export const PLAN_OUTCOME = { BEGUN: 'begun', REFUSED: 'refused' } as const;
export type PlanOutcome = (typeof PLAN_OUTCOME)[keyof typeof PLAN_OUTCOME];

/** Where a plan is at a time. */
export const PHASE = {
  WAITING: 'waiting',
  /** It is to begin now, perhaps late. */
  DUE: 'due',
  RUNNING: 'running',
  /** It could not begin, and does not try again. */
  REFUSED: 'refused',
  /** Its time has passed without a beginning: no server ran. */
  MISSED: 'missed',
  OVER: 'over',
} as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

/** @param nowMs milliseconds since 1970 */
export function phaseOf({ fromMs, untilMs, outcome }: Plan, nowMs: number): Phase {
  if (nowMs >= untilMs) return outcome === undefined ? PHASE.MISSED : PHASE.OVER;
  if (outcome !== undefined) return outcome === PLAN_OUTCOME.BEGUN ? PHASE.RUNNING : PHASE.REFUSED;
  return nowMs < fromMs ? PHASE.WAITING : PHASE.DUE;
}

/** What is to be done now. */
export interface PlanWork {
  /** Those that are to begin, the earliest first. */
  readonly begin: readonly Plan[];
  /** Those to be forgotten that never began. */
  readonly missed: readonly Plan[];
  /** Those that stay in the list when that is done. */
  readonly kept: readonly Plan[];
  /** When there is something to do again, apart from what begins now. */
  readonly nextMs?: number;
}

/** @param nowMs milliseconds since 1970 */
export function planWork(plans: readonly Plan[], nowMs: number): PlanWork {
  const inPhase = (...wanted: readonly Phase[]) =>
    plans.filter(plan => wanted.includes(phaseOf(plan, nowMs)));
  const kept = plans.filter(({ untilMs }) => nowMs < untilMs);
  const moments = kept.map(({ fromMs, untilMs, outcome }) =>
    outcome === undefined && nowMs < fromMs ? fromMs : untilMs,
  );
  return {
    begin: inPhase(PHASE.DUE).toSorted((one, other) => one.fromMs - other.fromMs),
    missed: inPhase(PHASE.MISSED),
    kept,
    ...(moments.length === 0 ? {} : { nextMs: Math.min(...moments) }),
  };
}
