// Which pools an operator's order would leave with fewer live members than they are to keep.

import { mapped, type Steps } from '../time/turns.js';
import { isBelow, thresholdText } from '../zone/lineup-policy.js';
import { type AdminOverride, type AdminOverrides, keyOf } from './admin-override.js';
import { type Candidate, liveCount } from './candidate.js';
import { bearingLoad } from './thresholds.js';
import { Watch } from './watch.js';

/** A pool that would have too few. */
export interface TooFew {
  readonly pool: string;
  /** Live and in service, as it would be, of those that bear the load. */
  readonly live: number;
  readonly total: number;
  /** The threshold as people write it. */
  readonly keep: string;
}

type Overrides = Pick<AdminOverrides, 'of' | 'changesIn'>;

/** The members as they would be under other overrides. */
function candidatesUnder(
  { watched, endpoints, partner, clock }: Watch,
  overrides: Overrides,
): readonly Candidate[] {
  const imagined = new Watch(watched, endpoints, overrides, clock);
  if (partner !== undefined) imagined.tie(new Watch(partner.watched, partner.endpoints, overrides, clock));
  return imagined.candidates();
}

/** What a pool would lack if its members were as these are; undefined when it would have enough, or no fewer than now. */
export function lackAmong(watch: Watch, candidates: readonly Candidate[]): TooFew | undefined {
  const { name, pool } = watch.watched;
  const { keepAtLeast: keep, order, members } = pool;
  if (keep === undefined) return undefined;
  // By the weights of the files: orders of weight 0, one after another, must not lower what a percentage means.
  const total = bearingLoad(members, order).length;
  const liveOf = (some: readonly Candidate[]) => liveCount(bearingLoad(some, order));
  const live = liveOf(candidates);
  if (!isBelow(keep, live, total) || live >= liveOf(watch.candidates())) return undefined;
  return { pool: name, live, total, keep: thresholdText(keep) };
}

/**
 * The pools that would have fewer live members than they are to keep, and fewer than now.
 * @param next takes the place of what is said of the same members
 */
export function* tooFewAfter(
  watches: readonly Watch[],
  overrides: Overrides,
  next: readonly AdminOverride[],
): Steps<readonly TooFew[]> {
  const changed = new Map(yield* mapped(next, each => [keyOf(each.pool, each.address), each] as const));
  const after = {
    changesIn: (pool: string) => overrides.changesIn(pool),
    of: (pool: string, address: string) => changed.get(keyOf(pool, address)) ?? overrides.of(pool, address),
  };
  const pools = new Set(next.map(({ pool }) => pool));
  const lacking: TooFew[] = [];
  for (const watch of watches) {
    const { name, pool } = watch.watched;
    if (pool.keepAtLeast === undefined || !pools.has(name)) continue;
    const lack = lackAmong(watch, candidatesUnder(watch, after));
    if (lack !== undefined) lacking.push(lack);
    yield;
  }
  return lacking;
}
