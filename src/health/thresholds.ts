// How few members may be handed out alone: what `minimum-live` and `panic-below` add to the live ones.
import { isBelow, type LineupPolicy, thresholdText } from '../zone/lineup-policy.js';
import { type Candidate, liveCount } from './candidate.js';
import { explainKept, explainPanic } from './explanation.js';
import type { Tier } from './tiers.js';
import { isLive } from './verdict/verdict.js';

/** The members of a tier that are handed out. */
export interface Active {
  /** In file order. */
  readonly members: Tier;
  /** Set when some of them are down. */
  readonly explanation?: string;
}

/**
 * Down members, first those that are kept in. That went down last: one that has left is then never handed out again
 * before it is up, whatever else fails. Members that were never up come last.
 */
function byLastUp(candidates: readonly Candidate[], down: Tier): number[] {
  const lastUpMs = (index: number) =>
    candidates[index].wasUp ? candidates[index].sinceMs : Number.NEGATIVE_INFINITY;
  // Infinities must not be subtracted from each other.
  return [...down].sort((a, b) => (lastUpMs(a) === lastUpMs(b) ? a - b : lastUpMs(a) > lastUpMs(b) ? -1 : 1));
}

/** Of the members that bear the load, how many are live and in service, and below which threshold that is. */
export interface Few {
  readonly live: number;
  readonly total: number;
  /** As people write it. */
  readonly below: string;
}

/** The members that are no backups; where weights count, without those of weight 0, which stand by. */
export function bearingLoad<Kind extends Pick<Candidate, 'backup' | 'weight'>>(
  members: readonly Kind[],
  order: LineupPolicy['order'],
): readonly Kind[] {
  const weighs = order === 'weighted' || order === 'sticky';
  const own = members.filter(({ backup }) => backup === undefined);
  const some = own.filter(({ weight }) => weight > 0);
  return weighs && some.length > 0 ? some : own;
}

/** How many stand behind those that bear the load: backups, and members of weight 0; undefined when none does. */
export function reserveOf(
  candidates: readonly Candidate[],
  order: LineupPolicy['order'],
): { readonly live: number; readonly total: number } | undefined {
  const bearing = bearingLoad(candidates, order);
  if (bearing.length === 0 || bearing.length === candidates.length) return undefined;
  const total = candidates.length - bearing.length;
  return { live: liveCount(candidates) - liveCount(bearing), total };
}

/** What says that too few are live to be handed out while backups are there; undefined when there are enough. */
export function belowThreshold(
  candidates: readonly Candidate[],
  { order, backupsBelow }: LineupPolicy,
): Few | undefined {
  if (backupsBelow === undefined) return undefined;
  const bearing = bearingLoad(candidates, order);
  const live = liveCount(bearing);
  const total = bearing.length;
  if (!isBelow(backupsBelow, live, total)) return undefined;
  return { live, total, below: thresholdText(backupsBelow) };
}

/** Who is handed out of a tier that has a live member and is no backup. */
export function activeOf(
  candidates: readonly Candidate[],
  tier: Tier,
  { minimumLive = 0, panicBelowPercent = 0 }: LineupPolicy,
): Active {
  const isUp = (index: number) => isLive(candidates[index].state);
  const live = tier.filter(isUp);
  const down = byLastUp(
    candidates,
    tier.filter(index => !isUp(index)),
  );
  const named = down.map(index => candidates[index]);
  if (live.length * 100 < tier.length * panicBelowPercent)
    return { members: tier, explanation: explainPanic(named, tier.length, panicBelowPercent) };
  const wanted = Math.min(minimumLive - live.length, down.length);
  if (wanted <= 0) return { members: live };
  const kept = new Set(down.slice(0, wanted));
  return {
    members: tier.filter(index => isUp(index) || kept.has(index)),
    explanation: explainKept(named, wanted, tier.length, minimumLive),
  };
}
