// A pool as `rondo explain` and `rondo whatif` show it: its policy in words, and why each member is in or out.
import { type Candidate, isOnFallback, liveCount } from '../health/candidate.js';
import type { Endpoint } from '../health/endpoint.js';
import type { History } from '../health/history.js';
import { type Reason, reasonsOf } from '../health/reasons.js';
import type { Selection } from '../health/selection.js';
import { firstPlaces, isUnprobed } from '../health/status.js';
import { reserveOf } from '../health/thresholds.js';
import type { PartVerdict } from '../health/verdict/check.js';
import { checkLines } from '../health/verdict/check-lines.js';
import type { Watch } from '../health/watch.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { LINEUP_ACTION, type Lineup } from '../image/lineup.js';
import { durationText } from '../time/duration.js';
import type { Steps } from '../time/turns.js';
import { plural } from '../view/plural.js';
import type { MemberReason, PoolReason } from '../view/pool-reason.js';
import { AUTO, thresholdText } from '../zone/lineup-policy.js';
import type { Pool } from '../zone/pool.js';
import type { Preference } from '../zone/preference.js';
import type { AnswerCounts } from './answer-counts.js';

const ORDERS = {
  cyclic: 'by turns',
  weighted: 'by weight',
  fixed: 'as in the file',
  shuffle: 'at random',
  sticky: 'by the client',
} as const;

/** For which clients some members come first. */
function preferredWords(prefer: readonly Preference[]): string {
  const views = prefer.flatMap(each => ('view' in each ? each.view : []));
  const networks = prefer.length - views.length;
  return [
    ...(networks === 0 ? [] : [`${plural(networks, 'network')} of clients`]),
    ...views.map(view => `the view ${view}`),
  ].join(', ');
}

function policyWords(pool: Pool, candidates: readonly Candidate[]): string[] {
  const {
    order,
    limit,
    fallback = 'all',
    substitutes = [],
    allBackups,
    minimumLive,
    panicBelowPercent,
    slowStartMs,
    prefer = [],
    fallbackPool,
    backupsBelow,
    keepAtLeast,
  } = pool;
  const isEven = candidates.every(({ weight }) => weight === candidates[0].weight);
  const words = [`order ${order === 'weighted' && isEven ? ORDERS.cyclic : ORDERS[order]}`];
  if (prefer.length > 0) words.push(`near members first, for ${preferredWords(prefer)}`);
  if (limit === AUTO) words.push('without those that the client may sort first');
  else if (limit !== undefined) words.push(`at most ${limit} of them`);
  if (minimumLive !== undefined) words.push(`minimum-live ${minimumLive}`);
  if (backupsBelow !== undefined) words.push(`use-backups-below ${thresholdText(backupsBelow)}`);
  if (keepAtLeast !== undefined) words.push(`keep-at-least ${thresholdText(keepAtLeast)}`);
  if (panicBelowPercent !== undefined) words.push(`panic-below ${panicBelowPercent}%`);
  if (slowStartMs !== undefined) words.push(`slow-start ${durationText(slowStartMs)}`);
  if (allBackups === true) words.push('all-backups');
  if (fallbackPool !== undefined)
    words.push(`fallback to pool ${fallbackPool.found?.name ?? fallbackPool.text}`);
  else words.push(substitutes.length > 0 ? 'fallback to other addresses' : `fallback ${fallback}`);
  return words;
}

/** What the check of a member and each part of it says, when it has parts. */
function partsOf(verdict: PartVerdict | undefined): Pick<MemberReason, 'parts' | 'check'> {
  if (verdict === undefined) return {};
  const check = checkLines(verdict);
  const isLeaf = (index: number) => (check[index + 1]?.depth ?? 0) <= check[index].depth;
  return { parts: check.filter((_, index) => isLeaf(index)).map(({ text }) => text), check };
}

/** What has become of a member before. */
function pastOf({ key, downtime }: Endpoint, history: History, nowMs: number) {
  return {
    downs: downtime.times,
    downMs: Math.round(downtime.totalMs(nowMs)),
    history: history.of(key).map(({ atMs, from, to, reason }) => ({
      agoMs: Math.round(nowMs - atMs),
      text: `${from} → ${to}: ${reason}`,
    })),
  };
}

/** A pool with its members as they are, or as they are imagined. */
export interface Shown {
  readonly watch: Watch;
  readonly candidates: readonly Candidate[];
  /** What follows from the candidates. */
  readonly selection: Selection;
  readonly lineup: Lineup;
  /** What the check of a member would say; what it says now when absent. */
  readonly checkOf?: (endpoint: Endpoint) => PartVerdict | undefined;
}

/** What is said of the members of a pool. */
interface MembersTold extends Required<Pick<Shown, 'watch' | 'candidates' | 'checkOf'>> {
  readonly reasons: readonly Reason[];
  /** How often each comes first, in proportion. */
  readonly places: ReadonlyMap<number, number>;
}

function* memberReasons(
  { watch, candidates, checkOf, reasons, places }: MembersTold,
  history: History,
  nowMs: number,
): Steps<MemberReason[]> {
  const total = [...places.values()].reduce((sum, count) => sum + count, 0);
  const members: MemberReason[] = [];
  for (const [index, candidate] of candidates.entries()) {
    members.push({
      endpoint: candidate.name,
      ...(candidate.target === undefined ? {} : { target: candidate.target }),
      ...reasons[index],
      weight: candidate.weight,
      share: (places.get(index) ?? 0) / Math.max(1, total),
      ...partsOf(checkOf(watch.endpoints[index])),
      ...pastOf(watch.endpoints[index], history, nowMs),
      sinceMs: Math.round(nowMs - candidate.sinceMs),
    });
    yield;
  }
  return members;
}

/**
 * @param nowMs on the engine's clock
 * @param turn answers so far
 */
export function* poolReason(
  { watch, candidates, selection, lineup, checkOf = ({ checkVerdict }) => checkVerdict }: Shown,
  history: History,
  nowMs: number,
  turn?: number,
): Steps<PoolReason> {
  const { name, pool } = watch.watched;
  const told = candidates.map((each, index) => ({ ...each, isUnprobed: isUnprobed(watch.endpoints[index]) }));
  const reasons = reasonsOf(told, pool, selection, nowMs);
  const reserve = reserveOf(candidates, pool.order);
  const places = firstPlaces(lineup);
  return {
    pool: name,
    policy: [
      ...policyWords(pool, candidates),
      ...(watch.follows === undefined ? [] : [`follows ${watch.follows}`]),
    ],
    live: liveCount(candidates),
    onFallback: isOnFallback(candidates),
    ...(reserve === undefined ? {} : { reserve }),
    ...(selection.pool === undefined ? {} : { using: selection.pool }),
    ...(selection.instead === undefined ? {} : { instead: selection.instead }),
    isEmpty: lineup.action !== LINEUP_ACTION.ANSWER,
    turn,
    explanation: lineup.explanation?.text ?? '',
    members: yield* memberReasons({ watch, candidates, checkOf, reasons, places }, history, nowMs),
  };
}

/** Says how often each member was handed out. */
export function withCounts(
  reason: PoolReason,
  watched: WatchedPool,
  counts: Pick<AnswerCounts, 'of'>,
): PoolReason {
  const members = reason.members.map((member, index) => ({ ...member, ...counts.of(watched, index) }));
  return { ...reason, members };
}

/**
 * Says of members that are in and not among the addresses of an answer that they were left out for the client.
 * @param given addresses of the whole answer; undefined when not all are known
 * @param from the address of the client
 */
export function withLeftOut(
  reason: PoolReason,
  { limit, members }: Pool,
  given: ReadonlySet<string> | undefined,
  from: string,
): PoolReason {
  if (limit !== AUTO || given === undefined) return reason;
  // Other records say no address.
  if (!/ A(?:AAA)?$/.test(reason.pool)) return reason;
  const isLeftOut = (index: number) => reason.members[index].isIn && !given.has(members[index].address);
  return {
    ...reason,
    members: reason.members.map((member, index) =>
      isLeftOut(index)
        ? { ...member, why: `left out for ${from}: its resolver may sort it first; ${member.why}` }
        : member,
    ),
  };
}
