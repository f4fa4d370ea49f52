// Whether the pools and members that others follow exist, and none follows itself.

import { typeToText } from '../dns/types.js';
import { hasOwnProbing, memberProbe } from '../probe/member-probe.js';
import { tracksOf } from '../probe/parts.js';
import type { ProbeProfiles } from '../probe/profiled.js';
import type { ProbeReference } from '../probe/spec.js';
import { poolName, trackedNames } from '../probe/track/pool-name.js';
import type { Place } from '../source/problem.js';
import { isProbed, type Pool, type TrackPlace } from '../zone/pool.js';
import type { Zone } from '../zone/zone.js';

/** A pool that is probed, as far as others may follow it and it may follow others. */
export interface ProbedPool {
  /** Owner and type, as in `app.local A`. */
  readonly name: string;
  /** For each that its members follow the names of which the first that exists is meant; absent when they follow none. */
  readonly follows?: Followed;
  /** Where it says so first. */
  readonly place?: Place;
  /** The same of each of those, where they differ. */
  readonly places?: readonly (Place | undefined)[];
  /**
   * The addresses of its members, each with that which it is tied to behind a `=`: in one text, as there may be very many. Absent
   * when a source finds them.
   */
  readonly addresses?: string;
  /** Members that are probed in another way than the others; absent when there are none. */
  readonly own?: readonly OwnFollower[];
  /** The pool that it falls back to, and the file that holds it; absent when there is none. */
  readonly fallback?: { readonly name: string; readonly source: string };
  /** The names of which one was to be the fallback, when no such pool was known. */
  readonly lacks?: readonly string[];
}

/** Pools and members that are followed, each by the names of which the first that exists is meant. */
export type Followed = readonly (readonly string[])[];

/** A member that is probed in a way of its own. */
export interface OwnFollower {
  readonly address: string;
  readonly follows: Followed;
  readonly place?: Place;
  readonly places?: readonly (Place | undefined)[];
}

/** The most names that are compared with a misspelt one. */
export const MAX_CANDIDATES = 10_000;

/** The pools of a zone that are probed. */
export function probedPools(zone: Zone, profiles: ProbeProfiles): ProbedPool[] {
  return [...zone.pooled()].flatMap(({ owner, type, pool }) => {
    if (pool === undefined || !isProbed(pool)) return [];
    const found = pool.fallbackPool?.found;
    const name = poolName(owner, type, zone.view);
    const wanted = pool.fallbackPool && `${pool.fallbackPool.text} ${typeToText(type)}`;
    const lacks = wanted === undefined ? {} : { lacks: trackedNames(wanted, zone) };
    const fallback = found === undefined ? lacks : { fallback: { name: found.name, source: found.source } };
    const followed: FollowedIn = (probe, places = []) => {
      const tracks = probe === undefined ? [] : tracksOf(probe, profiles);
      return {
        follows: tracks.map(({ text }) =>
          trackedNames(text, { origin: zone.origin, view: zone.view, pool: name }),
        ),
        places: tracks.map(({ text }) => places.find(each => each.text === text)?.place),
      };
    };
    const said = followed(pool.probe, pool.trackPlaces);
    const common = said.follows.length === 0 ? {} : { ...said, place: said.places.find(each => each) };
    return { name, ...addressesOf(pool), ...fallback, ...common, ...ownOf(pool, followed) };
  });
}

/** What a probe follows, and where that is said. */
type FollowedIn = (
  probe: ProbeReference | undefined,
  places?: readonly TrackPlace[],
) => { readonly follows: Followed; readonly places: readonly (Place | undefined)[] };

/** The names of the pools of a zone that are not probed. */
export function unprobedPools(zone: Zone): string[] {
  return [...zone.pooled()].flatMap(({ owner, type, pool }) =>
    pool === undefined || isProbed(pool) ? [] : poolName(owner, type, zone.view),
  );
}

function addressesOf({ members, discovered }: Pool): Pick<ProbedPool, 'addresses'> {
  if (discovered !== undefined) return {};
  const texts = members.map(({ address, tied }) => (tied === undefined ? address : `${address}=${tied}`));
  return { addresses: texts.join(' ') };
}

function ownOf({ probe, members, trackPlaces = [] }: Pool, followed: FollowedIn): Pick<ProbedPool, 'own'> {
  const own = members.filter(hasOwnProbing).map((member): OwnFollower => {
    const { address, probePlace, trackPlaces: own = [] } = member;
    const place = probePlace === undefined ? {} : { place: probePlace };
    return { address, ...followed(memberProbe(probe, member), [...own, ...trackPlaces]), ...place };
  });
  return own.length === 0 ? {} : { own };
}

/** The pools from this one on that lead round to itself; undefined when they do not. */
export function circle(
  start: string,
  next: Pick<ReadonlyMap<string, readonly string[]>, 'get'>,
): string[] | undefined {
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
