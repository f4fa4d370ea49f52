// Whether the pools that others follow exist, and none follows itself.

import { typeToText } from '../dns/types.js';
import { type ProbeProfiles, tracksOf } from '../probe/resolve.js';
import { poolName, trackedNames } from '../probe/track/pool-name.js';
import type { Place } from '../source/problem.js';
import { nearest } from '../source/suggest.js';
import type { Zone } from '../zone/zone.js';

/** A pool that is probed, as far as others may follow it and it may follow others. */
export interface ProbedPool {
  /** Owner and type, as in `app.local A`. */
  readonly name: string;
  /** For each that it follows the names of which the first that exists is meant; absent when it follows none. */
  readonly follows?: readonly (readonly string[])[];
  /** Where it says so. */
  readonly place?: Place;
  /** The pool that it falls back to, and the file that holds it; absent when there is none. */
  readonly fallback?: { readonly name: string; readonly source: string };
  /** The names of which one was to be the fallback, when no such pool was known. */
  readonly lacks?: readonly string[];
}

/** The most names that are compared with a misspelt one. */
export const MAX_CANDIDATES = 10_000;

/** The pools of a zone that are probed. */
export function probedPools(zone: Zone, profiles: ProbeProfiles): ProbedPool[] {
  return [...zone.pooled()].flatMap(({ owner, type, pool }) => {
    if (pool?.probe === undefined) return [];
    const found = pool.fallbackPool?.found;
    const name = poolName(owner, type);
    const wanted = pool.fallbackPool && `${pool.fallbackPool.text} ${typeToText(type)}`;
    const lacks = wanted === undefined ? {} : { lacks: trackedNames(wanted, zone.origin) };
    const fallback = found === undefined ? lacks : { fallback: { name: found.name, source: found.source } };
    const tracks = tracksOf(pool.probe, profiles);
    if (tracks.length === 0) return { name, ...fallback };
    const follows = tracks.map(track => trackedNames(track, zone.origin));
    return { name, ...fallback, follows, place: pool.trackPlace };
  });
}

/** The pools from this one on that lead round to itself; undefined when they do not. */
export function circle(start: string, next: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const from = new Map<string, string>();
  const open = [start];
  // It grows while it is walked, by each pool once.
  for (const name of open)
    for (const each of next.get(name) ?? []) {
      if (each === start) return wayTo(name, from);
      // A circle that others lead to is reported where it is.
      if (from.has(each)) continue;
      from.set(each, name);
      open.push(each);
    }
  return undefined;
}

/** @param from for each name the one that leads to it */
function wayTo(name: string, from: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let each: string | undefined = name; each !== undefined; each = from.get(each)) way.unshift(each);
  return way;
}

/** Pools of which one follows none that is probed, or that follow each other round. */
export interface TrackFault {
  /** The first says so. */
  readonly pools: readonly ProbedPool[];
  readonly message: string;
  readonly hint: string;
}

function missing(pool: ProbedPool, wanted: string, byName: ReadonlyMap<string, ProbedPool>): TrackFault {
  const near = nearest(wanted, [...byName.keys()].slice(0, MAX_CANDIDATES));
  const hint =
    near === undefined ? 'a pool that is followed has a probe of its own' : `did you mean \`${near}\`?`;
  return { pools: [pool], message: `no pool that is probed is called "${wanted}"`, hint };
}

/**
 * Finds pools that follow none that is probed, and those that follow themselves.
 * @param isComplete whether all pools are known, so that a missing one is a mistake
 * @param without names of pools that do without their probe, which is said of them
 */
export function checkTracks(
  pools: readonly ProbedPool[],
  isComplete: boolean,
  without: Pick<ReadonlyMap<string, unknown>, 'has'>,
): TrackFault[] {
  const faults: TrackFault[] = [];
  const byName = new Map(pools.map(pool => [pool.name, pool]));
  const next = new Map<string, string[]>();
  for (const pool of pools) {
    const { name, follows } = pool;
    if (follows === undefined) continue;
    for (const names of follows) {
      const found = names.find(each => byName.has(each));
      if (found !== undefined) next.set(name, [...(next.get(name) ?? []), found]);
      else if (isComplete && !names.some(each => without.has(each)))
        faults.push(missing(pool, names[names.length - 1], byName));
    }
  }
  const seen = new Set<string>();
  for (const { name } of pools) {
    const round = seen.has(name) ? undefined : circle(name, next);
    if (round === undefined) continue;
    for (const each of round) seen.add(each);
    faults.push({
      pools: round.map(each => byName.get(each)!),
      message: `this pool follows itself: ${[...round, name].join(' → ')}`,
      hint: 'take one `track` or `pool` of these away',
    });
  }
  return faults;
}
