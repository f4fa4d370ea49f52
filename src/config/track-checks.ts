// Whether the pools that others follow exist, and none follows itself.

import { type ProbeProfiles, trackOf } from '../probe/resolve.js';
import { poolName, trackedNames } from '../probe/track/pool-name.js';
import type { Place, Problems } from '../source/problem.js';
import { nearest } from '../source/suggest.js';
import type { Zone } from '../zone/zone.js';

/** A pool that is probed, as far as others may follow it and it may follow others. */
export interface ProbedPool {
  /** Owner and type, as in `app.local A`. */
  readonly name: string;
  /** The names of which the first that exists is followed; absent when it follows none. */
  readonly follows?: readonly string[];
  /** Where it says so. */
  readonly place?: Place;
}

/** The most names that are compared with a misspelt one. */
const MAX_CANDIDATES = 10_000;

/** The pools of a zone that are probed. */
export function probedPools(zone: Zone, profiles: ProbeProfiles): ProbedPool[] {
  return [...zone.pooled()].flatMap(({ owner, type, pool }) => {
    if (pool?.probe === undefined) return [];
    const name = poolName(owner, type);
    const track = trackOf(pool.probe, profiles);
    if (track === undefined) return { name };
    return { name, follows: trackedNames(track, zone.origin), place: pool.trackPlace };
  });
}

/** The pools from this one on that follow it round to itself; undefined when they do not. */
function circle(start: string, next: ReadonlyMap<string, string>): string[] | undefined {
  const seen = [start];
  for (let name = next.get(start); name !== undefined; name = next.get(name)) {
    if (name === start) return seen;
    // A circle that others lead to is reported where it is.
    if (seen.includes(name)) return undefined;
    seen.push(name);
  }
  return undefined;
}

/**
 * Reports pools that follow none that is probed, and those that follow themselves.
 * @param isComplete whether all pools are known, so that a missing one is a mistake
 * @param lineAt the source line at a place, when the text is at hand
 */
export function checkTracks(
  pools: readonly ProbedPool[],
  problems: Problems,
  isComplete: boolean,
  lineAt: (place: Place) => string | undefined,
): void {
  const report = ({ place }: ProbedPool, message: string, hint: string) => {
    if (place !== undefined) problems.error(place, message, { hint, sourceLine: lineAt(place) });
  };
  const names = new Set(pools.map(({ name }) => name));
  const next = new Map<string, string>();
  for (const pool of pools) {
    const { name, follows } = pool;
    if (follows === undefined) continue;
    const found = follows.find(each => names.has(each));
    if (found !== undefined) next.set(name, found);
    else if (isComplete) {
      const near = nearest(follows[follows.length - 1], [...names].slice(0, MAX_CANDIDATES));
      const hint =
        near === undefined ? 'a pool that is followed has a probe of its own' : `did you mean \`${near}\`?`;
      report(pool, `no pool that is probed is called "${follows[follows.length - 1]}"`, hint);
    }
  }
  const reported = new Set<string>();
  for (const pool of pools) {
    const round = reported.has(pool.name) ? undefined : circle(pool.name, next);
    if (round === undefined) continue;
    for (const name of round) reported.add(name);
    report(
      pool,
      `this pool follows itself: ${[...round, pool.name].join(' → ')}`,
      'take one `track` of these away',
    );
  }
}
