// Why each member of a pool is in its lineup, or is not, for a person.
import { LINEUP_ACTION } from '../image/lineup.js';
import { resultToText } from '../probe/result.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import { type Candidate, isOnFallback } from './candidate.js';
import { forcedNow, outNow } from './out-of-service.js';
import type { Selection } from './selection.js';
import { belowThreshold, type Few } from './thresholds.js';
import { isLive } from './verdict/verdict.js';

/** A member with its place in the lineup. */
export interface Reason {
  readonly isIn: boolean;
  readonly why: string;
}

function stateText(candidate: Candidate, nowMs: number): string {
  const { forced } = candidate;
  if (forced === undefined || candidate.downWith !== undefined) return foundText(candidate);
  return `${forcedNow(forced, nowMs)}, overruling its probes: ${foundText(forced.found)}`;
}

function foundText({ state, cause, downWith }: Pick<Candidate, 'state' | 'cause' | 'downWith'>): string {
  if (state === 'unknown') return 'not probed yet, which counts as up';
  if (state === 'up') return 'up';
  const down = downWith === undefined ? 'down' : `tied to ${downWith}, which is down`;
  return cause === undefined ? down : `${down}: ${resultToText(cause)}`;
}

/** What is done while no member is live and in service. */
function fallbackWords({ fallback = 'all', fallbackPool, substitutes = [] }: LineupPolicy): string {
  if (fallbackPool !== undefined)
    return `the fallback is the pool ${fallbackPool.found?.name ?? fallbackPool.text}`;
  return substitutes.length > 0 ? 'the fallback is other addresses' : `the fallback is ${fallback}`;
}

function fewWords({ live, total, below }: Few): string {
  return `${live} of ${total} live, below ${below}`;
}

function whyIn(
  candidate: Candidate,
  candidates: readonly Candidate[],
  { policy, selection, nowMs }: Asked,
): string {
  const { backup, out } = candidate;
  const state = stateText(candidate, nowMs);
  if (selection.pool !== undefined)
    return `${state}; a member of the pool ${selection.pool}, too, which is used`;
  if (isOnFallback(candidates))
    return `${state}; no member is live and in service, and ${fallbackWords(policy)}`;
  if (out !== undefined) return `${state}; ${outNow(out, nowMs)}; but no other is live`;
  const few = belowThreshold(candidates, policy);
  if (backup !== undefined && few !== undefined && few.live > 0)
    return `${state}; a backup, with ${fewWords(few)}`;
  if (backup !== undefined) return `${state}; a backup, and no other is live before it`;
  if (isLive(candidate.state)) return state;
  const others = candidates.filter(each => each.backup === undefined && each.out === undefined);
  const live = others.filter(each => isLive(each.state)).length;
  const isPanic = live * 100 < others.length * (policy.panicBelowPercent ?? 0);
  return `${state}; kept in by ${isPanic ? `panic-below ${policy.panicBelowPercent}%` : `minimum-live ${policy.minimumLive}`}`;
}

/** Whether the answer is empty although there is a fallback: the pool of the other family, to which members are tied, has a live one. */
function isFamilyLeft({ action }: Selection, fallback: LineupPolicy['fallback']): boolean {
  return action === LINEUP_ACTION.NODATA && fallback !== 'nodata';
}

function whyOut(
  candidate: Candidate,
  candidates: readonly Candidate[],
  { policy, selection, nowMs }: Asked,
): string {
  const { backup, weight, out } = candidate;
  const state = stateText(candidate, nowMs);
  if (out !== undefined) return `${outNow(out, nowMs)}; ${state}`;
  if (!isLive(candidate.state)) {
    if (selection.pool !== undefined) return `${state}; the pool ${selection.pool} is used`;
    if (selection.explanation === undefined || selection.records.length > 0) {
      const isInstead = isOnFallback(candidates) && (policy.substitutes ?? []).length > 0;
      return isInstead ? `${state}; ${fallbackWords(policy)}` : state;
    }
    return `${state}; ${isFamilyLeft(selection, policy.fallback) ? 'clients are left to the other address family' : fallbackWords(policy)}`;
  }
  const few = backup === undefined ? belowThreshold(candidates, policy) : undefined;
  if (few !== undefined && weight > 0)
    return `${state}; but ${fewWords(few)}, so that ${selection.pool === undefined ? 'backups are' : `the pool ${selection.pool} is`} used`;
  if (backup !== undefined) return `${state}; a backup, which stands by`;
  return weight === 0 ? `${state}; of weight 0, which stands by` : state;
}

/** What reasons are given by, beside the members. */
interface Asked {
  readonly policy: LineupPolicy;
  readonly selection: Selection;
  readonly nowMs: number;
}

/**
 * @param selection that of the candidates
 * @param nowMs on the clock of verdicts
 */
export function reasonsOf(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  selection: Selection,
  nowMs: number,
): readonly Reason[] {
  const given = new Set(selection.records);
  const asked = { policy, selection, nowMs };
  return candidates.map((candidate, index) => {
    const isIn = given.has(index);
    return { isIn, why: (isIn ? whyIn : whyOut)(candidate, candidates, asked) };
  });
}
