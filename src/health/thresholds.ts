// How few members may be handed out alone: what `minimum-live` and `panic-below` add to the live ones.
import type { LineupPolicy } from '../zone/lineup-policy.js';
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

/** What says that too few are live to be handed out while backups are there; undefined when there are enough. */
export function belowThreshold(
  candidates: readonly Candidate[],
  { order, backupsBelow }: LineupPolicy,
): Few | undefined {
  if (backupsBelow === undefined) return undefined;
  const weighs = order === 'weighted' || order === 'sticky';
  const own = candidates.filter(({ backup }) => backup === undefined);
  // Members of weight 0 stand by, and bear no load.
  const some = own.filter(({ weight }) => weight > 0);
  const bearing = weighs && some.length > 0 ? some : own;
  const live = liveCount(bearing);
  const total = bearing.length;
  const isBelow =
    'count' in backupsBelow ? live < backupsBelow.count : live * 100 < total * backupsBelow.percent;
  if (!isBelow) return undefined;
  return {
    live,
    total,
    below: 'count' in backupsBelow ? `${backupsBelow.count}` : `${backupsBelow.percent}%`,
  };
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
