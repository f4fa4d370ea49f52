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

/** A member, and whether nothing but an operator says anything of it. */
export interface Told extends Candidate {
  readonly isUnprobed?: boolean;
}

/** Stands last, since it is said behind it for how long that has been so. */
function stateText(candidate: Told, nowMs: number): string {
  const { forced } = candidate;
  if (forced === undefined || candidate.downWith !== undefined) return foundText(candidate);
  return `${forcedNow(forced, nowMs)}, overruling its probes: ${foundText(forced.found)}`;
}

function foundText({
  state,
  cause,
  downWith,
  isUnprobed,
}: Pick<Told, 'state' | 'cause' | 'downWith' | 'isUnprobed'>): string {
  if (state === 'unknown') return 'not probed yet, which counts as up';
  if (state === 'up') return isUnprobed === true ? 'no probe' : 'up';
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

function whyIn(candidate: Told, { policy, selection, nowMs, hasNone, few, isPanic }: Asked): string {
  const { backup, out } = candidate;
  const state = stateText(candidate, nowMs);
  if (selection.pool !== undefined)
    return `a member of the pool ${selection.pool}, too, which is used; ${state}`;
  if (hasNone) return `no member is live and in service, and ${fallbackWords(policy)}; ${state}`;
  if (out !== undefined) return `${outNow(out, nowMs)}, but no other is live; ${state}`;
  if (backup !== undefined && few !== undefined && few.live > 0)
    return `a backup, with ${fewWords(few)}; ${state}`;
  if (backup !== undefined) return `a backup, and no other is live before it; ${state}`;
  if (isLive(candidate.state)) return state;
  return `kept in by ${isPanic ? `panic-below ${policy.panicBelowPercent}%` : `minimum-live ${policy.minimumLive}`}; ${state}`;
}

/** Whether the answer is empty although there is a fallback: the pool of the other family, to which members are tied, has a live one. */
function isFamilyLeft({ action }: Selection, fallback: LineupPolicy['fallback']): boolean {
  return action === LINEUP_ACTION.NODATA && fallback !== 'nodata';
}

function whyOut(candidate: Told, { policy, selection, nowMs, hasNone, few }: Asked): string {
  const { backup, weight, out } = candidate;
  const state = stateText(candidate, nowMs);
  if (out !== undefined) return `${outNow(out, nowMs)}; ${state}`;
  if (!isLive(candidate.state)) {
    if (selection.pool !== undefined) return `the pool ${selection.pool} is used; ${state}`;
    if (selection.explanation === undefined || selection.records.length > 0) {
      const isInstead = hasNone && (policy.substitutes ?? []).length > 0;
      return isInstead ? `${fallbackWords(policy)}; ${state}` : state;
    }
    return `${isFamilyLeft(selection, policy.fallback) ? 'clients are left to the other address family' : fallbackWords(policy)}; ${state}`;
  }
  if (backup === undefined && few !== undefined && weight > 0)
    return `${fewWords(few)}, so that ${selection.pool === undefined ? 'backups are' : `the pool ${selection.pool} is`} used; ${state}`;
  if (backup !== undefined) return `a backup, which stands by; ${state}`;
  return weight === 0 ? `of weight 0, which stands by; ${state}` : state;
}

/** What reasons are given by, beside the member: the same for all, of whom there may be thousands. */
interface Asked {
  readonly policy: LineupPolicy;
  readonly selection: Selection;
  readonly nowMs: number;
  /** No member is live and in service. */
  readonly hasNone: boolean;
  /** Too few are live before the backups. */
  readonly few: Few | undefined;
  /** Fewer are live than `panic-below` says. */
  readonly isPanic: boolean;
}

function isInPanic(candidates: readonly Candidate[], { panicBelowPercent = 0 }: LineupPolicy): boolean {
  const others = candidates.filter(each => each.backup === undefined && each.out === undefined);
  const live = others.filter(each => isLive(each.state)).length;
  return live * 100 < others.length * panicBelowPercent;
}

/**
 * @param selection that of the candidates
 * @param nowMs on the clock of verdicts
 */
export function reasonsOf(
  candidates: readonly Told[],
  policy: LineupPolicy,
  selection: Selection,
  nowMs: number,
): readonly Reason[] {
  const given = new Set(selection.records);
  const asked: Asked = {
    policy,
    selection,
    nowMs,
    hasNone: isOnFallback(candidates),
    few: belowThreshold(candidates, policy),
    isPanic: isInPanic(candidates, policy),
  };
  return candidates.map((candidate, index) => {
    const isIn = given.has(index);
    return { isIn, why: (isIn ? whyIn : whyOut)(candidate, asked) };
  });
}
