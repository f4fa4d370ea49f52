// Why each member of a pool is in its lineup, or is not, for a person.
import { LINEUP_ACTION, type Lineup } from '../image/lineup.js';
import { resultToText } from '../probe/result.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import { type Candidate, isOut, outOfService } from './candidate.js';
import { isLive } from './judge.js';
import { isOnFallback } from './lineup.js';

/** A member with its place in the lineup. */
export interface Reason {
  readonly isIn: boolean;
  readonly why: string;
}

function stateText({ state, lastFailure, downWith }: Candidate): string {
  if (state === 'unknown') return 'not probed yet, which counts as up';
  if (state === 'up') return 'up';
  const down = downWith === undefined ? 'down' : `tied to ${downWith}, which is down`;
  return lastFailure === undefined ? down : `${down}: ${resultToText(lastFailure)}`;
}

function whyIn(candidate: Candidate, candidates: readonly Candidate[], policy: LineupPolicy): string {
  const { backup } = candidate;
  const state = stateText(candidate);
  if (isOnFallback(candidates))
    return `${state}; no member is live and in service, and the fallback is ${policy.fallback ?? 'all'}`;
  const service = outOfService(candidate);
  if (service !== undefined) return `${state}; ${service}, but no other is live`;
  if (backup !== undefined) return `${state}; a backup, and no other is live before it`;
  if (isLive(candidate.state)) return state;
  const others = candidates.filter(each => each.backup === undefined && !isOut(each));
  const live = others.filter(each => isLive(each.state)).length;
  const isPanic = live * 100 < others.length * (policy.panicBelowPercent ?? 0);
  return `${state}; kept in by ${isPanic ? `panic-below ${policy.panicBelowPercent}%` : `minimum-live ${policy.minimumLive}`}`;
}

/** Whether there is no answer for want of a fallback: the pool of the other family, to which members are tied, has a live one. */
function isFamilyLeft({ action }: Lineup, fallback: LineupPolicy['fallback']): boolean {
  return action === LINEUP_ACTION.NODATA && fallback !== 'nodata';
}

function whyOut(candidate: Candidate, { substitutes = [], fallback }: LineupPolicy, lineup: Lineup): string {
  const { backup, weight } = candidate;
  const state = stateText(candidate);
  const service = outOfService(candidate);
  if (service !== undefined) return `${service}; ${state}`;
  if (!isLive(candidate.state)) {
    if (lineup.explanation === undefined || lineup.live.length > 0) return state;
    if (substitutes.length > 0) return `${state}; the fallback is other addresses`;
    return `${state}; ${isFamilyLeft(lineup, fallback) ? 'clients are left to the other address family' : `the fallback is ${fallback}`}`;
  }
  if (backup !== undefined) return `${state}; a backup, which stands by`;
  return weight === 0 ? `${state}; of weight 0, which stands by` : state;
}

/** @param lineup that of the candidates */
export function reasonsOf(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  lineup: Lineup,
): readonly Reason[] {
  const given = new Set(lineup.live);
  return candidates.map((candidate, index) => {
    const isIn = given.has(index);
    return { isIn, why: isIn ? whyIn(candidate, candidates, policy) : whyOut(candidate, policy, lineup) };
  });
}
