// Why each member of a pool is in its lineup, or is not, for a person.
import { LINEUP_ACTION, type Lineup } from '../image/lineup.js';
import { resultToText } from '../probe/result.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import { type Candidate, isOnFallback } from './candidate.js';
import { outNow } from './out-of-service.js';
import { isLive } from './verdict/verdict.js';

/** A member with its place in the lineup. */
export interface Reason {
  readonly isIn: boolean;
  readonly why: string;
}

function stateText({ state, cause, downWith }: Candidate): string {
  if (state === 'unknown') return 'not probed yet, which counts as up';
  if (state === 'up') return 'up';
  const down = downWith === undefined ? 'down' : `tied to ${downWith}, which is down`;
  return cause === undefined ? down : `${down}: ${resultToText(cause)}`;
}

function whyIn(
  candidate: Candidate,
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  nowMs: number,
): string {
  const { backup, out } = candidate;
  const state = stateText(candidate);
  if (isOnFallback(candidates))
    return `${state}; no member is live and in service, and the fallback is ${policy.fallback ?? 'all'}`;
  if (out !== undefined) return `${state}; ${outNow(out, nowMs)}; but no other is live`;
  if (backup !== undefined) return `${state}; a backup, and no other is live before it`;
  if (isLive(candidate.state)) return state;
  const others = candidates.filter(each => each.backup === undefined && each.out === undefined);
  const live = others.filter(each => isLive(each.state)).length;
  const isPanic = live * 100 < others.length * (policy.panicBelowPercent ?? 0);
  return `${state}; kept in by ${isPanic ? `panic-below ${policy.panicBelowPercent}%` : `minimum-live ${policy.minimumLive}`}`;
}

/** Whether the answer is empty although there is a fallback: the pool of the other family, to which members are tied, has a live one. */
function isFamilyLeft({ action }: Lineup, fallback: LineupPolicy['fallback']): boolean {
  return action === LINEUP_ACTION.NODATA && fallback !== 'nodata';
}

function whyOut(candidate: Candidate, policy: LineupPolicy, lineup: Lineup, nowMs: number): string {
  const { substitutes = [], fallback } = policy;
  const { backup, weight, out } = candidate;
  const state = stateText(candidate);
  if (out !== undefined) return `${outNow(out, nowMs)}; ${state}`;
  if (!isLive(candidate.state)) {
    if (lineup.explanation === undefined || lineup.live.length > 0) return state;
    if (substitutes.length > 0) return `${state}; the fallback is other addresses`;
    return `${state}; ${isFamilyLeft(lineup, fallback) ? 'clients are left to the other address family' : `the fallback is ${fallback}`}`;
  }
  if (backup !== undefined) return `${state}; a backup, which stands by`;
  return weight === 0 ? `${state}; of weight 0, which stands by` : state;
}

/**
 * @param lineup that of the candidates
 * @param nowMs on the clock of verdicts
 */
export function reasonsOf(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  lineup: Lineup,
  nowMs: number,
): readonly Reason[] {
  const given = new Set(lineup.live);
  return candidates.map((candidate, index) => {
    const isIn = given.has(index);
    const why = isIn ? whyIn(candidate, candidates, policy, nowMs) : whyOut(candidate, policy, lineup, nowMs);
    return { isIn, why };
  });
}
