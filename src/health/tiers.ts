// The tiers of a pool: which of its members are handed out before which others.
import type { LineupPolicy } from '../zone/lineup-policy.js';
import type { Candidate } from './candidate.js';

/** Indices of candidates, in file order. */
export type Tier = readonly number[];

/** Where weights count, members of weight 0 stand by for those with more. */
function byWeight(tier: Tier, candidates: readonly Candidate[], order: LineupPolicy['order']): Tier[] {
  if (tier.length === 0) return [];
  const some = tier.filter(index => candidates[index].weight > 0);
  const counts = order === 'weighted' || order === 'sticky';
  if (!counts || some.length === 0 || some.length === tier.length) return [tier];
  return [some, tier.filter(index => candidates[index].weight === 0)];
}

/** The backups of each priority, in the order in which they are tried. */
function byPriority(backups: Tier, candidates: readonly Candidate[]): Tier[] {
  const priorities = new Map<number, number[]>();
  for (const index of backups) {
    const { backup = 0 } = candidates[index];
    const same = priorities.get(backup);
    if (same === undefined) priorities.set(backup, [index]);
    else same.push(index);
  }
  return [...priorities].sort(([a], [b]) => a - b).map(([, same]) => same);
}

/**
 * The tiers of a pool, first the one that is handed out as long as it has a live member; none is empty.
 * @param all the candidates that are in one of them
 */
export function tiersOf(
  candidates: readonly Candidate[],
  { order, allBackups = false }: LineupPolicy,
  all: Tier,
): Tier[] {
  const primaries = all.filter(index => candidates[index].backup === undefined);
  const backups = byPriority(
    all.filter(index => candidates[index].backup !== undefined),
    candidates,
  );
  if (!allBackups)
    return [...byWeight(primaries, candidates, order), ...backups.flat().map(index => [index])];
  return [primaries, ...backups].flatMap(tier => byWeight(tier, candidates, order));
}
