// A plain model of what docs/pools.md says: who is handed out of a pool.

import type { Candidate } from '../../src/health/candidate.js';
import type { AdminState } from '../../src/view/admin-limits.js';
import type { FALLBACKS, LineupPolicy } from '../../src/zone/lineup-policy.js';

/** A member of the model; its number is that of its address. */
export interface Given extends Omit<Candidate, 'name' | 'cause' | 'out'> {
  readonly number: number;
  readonly admin?: Exclude<AdminState, 'up' | 'down'>;
}

/** The longest time to detection in the model. */
export const DETECTION_MS = 3_000;

export const isLive = ({ state }: Given) => state !== 'down';
const weighs = ({ order }: LineupPolicy) => order === 'weighted' || order === 'sticky';

/** What a member's turn depends on; the least of those that are live is handed out, with all that are alike. */
function rankOf(given: readonly Given[], policy: LineupPolicy, member: Given): number {
  const { backup = 0, weight, number } = member;
  const peers = given.filter(each =>
    backup > 0 && policy.allBackups !== true ? each === member : (each.backup ?? 0) === backup,
  );
  const stands = weighs(policy) && weight === 0 && peers.some(each => each.weight > 0) ? 1 : 0;
  const alone = backup > 0 && policy.allBackups !== true ? number : 0;
  return backup * 1_000 + stands * 100 + alone;
}

function leastRanked(given: readonly Given[], policy: LineupPolicy, some: readonly Given[]): Given[] {
  const least = Math.min(...some.map(member => rankOf(given, policy, member)));
  return given.filter(member => rankOf(given, policy, member) === least);
}

function lastGood(given: readonly Given[], policy: LineupPolicy): Given[] {
  const seen = given.filter(({ wasUp }) => wasUp);
  const good = seen.filter(({ sinceMs }) => seen.every(other => other.sinceMs - sinceMs <= DETECTION_MS));
  if (good.length === 0) return leastRanked(given, policy, given);
  return leastRanked(given, policy, good).filter(member => good.includes(member));
}

/** All; but those whose probes are good before those that answer wrongly, and both before the others. */
function failOpen(given: readonly Given[], policy: LineupPolicy): Given[] {
  const all = leastRanked(given, policy, given);
  for (const merit of ['passes', 'answers'] as const) {
    const some = given.filter(each => each[merit]);
    if (some.length === 0) continue;
    return all.every(each => each[merit])
      ? all
      : leastRanked(given, policy, some).filter(each => each[merit]);
  }
  return all;
}

const isReady = ({ admin = 'ready' }: Given) => admin === 'ready';

/** Whether too few members are live for their backups to stand by. */
export function isFew(given: readonly Given[], policy: LineupPolicy): boolean {
  const { backupsBelow } = policy;
  if (backupsBelow === undefined) return false;
  const own = given.filter(({ backup }) => backup === undefined);
  const bearing = own.filter(({ weight }) => weight > 0);
  const counted = weighs(policy) && bearing.length > 0 ? bearing : own;
  const live = counted.filter(member => isReady(member) && isLive(member)).length;
  if ('count' in backupsBelow) return live < backupsBelow.count;
  return live / counted.length < backupsBelow.percent / 100;
}

/** The pool that another falls back to. */
export interface OtherPool {
  readonly given: readonly Given[];
  readonly policy: LineupPolicy;
}

function isServing({ given, policy }: OtherPool): boolean {
  return given.some(member => member.admin !== 'maint' && isLive(member)) && !isFew(given, policy);
}

/**
 * Who is handed out; undefined when the policy answers without addresses. Members that are drained come after all others, those
 * of another pool included.
 */
export function expectedMembers(
  given: readonly Given[],
  policy: LineupPolicy,
  other?: OtherPool,
): Given[] | undefined {
  const ready = given.filter(isReady);
  const ofOther = () => expectedMembers(other!.given, other!.policy);
  const hasOther = other !== undefined && isServing(other);
  if (ready.some(isLive)) {
    const backups = ready.filter(member => member.backup !== undefined && isLive(member));
    if (!isFew(given, policy)) return expectedOfReady(ready, policy);
    if (backups.length > 0) return leastRanked(ready, policy, backups).filter(isLive);
    return hasOther ? ofOther() : expectedOfReady(ready, policy);
  }
  const inService = given.filter(({ admin }) => admin !== 'maint');
  const drained = inService.filter(({ admin }) => admin === 'drain');
  const isOtherLive = other?.given.some(member => member.admin !== 'maint' && isLive(member)) === true;
  if (other !== undefined && (isOtherLive || !drained.some(isLive))) return ofOther();
  if (drained.some(isLive)) return leastRanked(drained, policy, drained.filter(isLive)).filter(isLive);
  const last = inService.length > 0 ? inService : given;
  if (policy.fallback === 'last-good') return lastGood(last, policy);
  return policy.fallback === 'all' ? failOpen(last, policy) : undefined;
}

function expectedOfReady(given: readonly Given[], policy: LineupPolicy): Given[] {
  const live = given.filter(isLive);
  const group = leastRanked(given, policy, live);
  const up = group.filter(isLive);
  if (group[0].backup !== undefined) return up;
  if (up.length / group.length < (policy.panicBelowPercent ?? 0) / 100) return group;
  const lastUp = ({ wasUp, sinceMs }: Given) => (wasUp ? sinceMs : -1);
  const down = group.filter(member => !isLive(member)).sort((a, b) => lastUp(b) - lastUp(a));
  return [...up, ...down.slice(0, Math.max(0, (policy.minimumLive ?? 0) - up.length))];
}

/** How often each is first in a whole turn. */
export function expectedFirsts(members: readonly Given[], { order }: LineupPolicy): Map<number, number> {
  const isEven = order !== 'weighted' || members.every(({ weight }) => weight === 0);
  const shares = members.map(({ number, weight }) => [number, isEven ? 1 : weight] as const);
  return new Map(shares.filter(([, share]) => share > 0));
}

/** The response codes of the fallbacks without addresses. */
export const RCODES: Partial<Record<(typeof FALLBACKS)[number], number>> = {
  nodata: 0,
  nxdomain: 3,
  servfail: 2,
  refused: 5,
};
