// Joins pools with endpoints: those that are known, else new ones, which may take the place of others.
import { leavesOf } from '../probe/check.js';
import type { ProbeSpec } from '../probe/spec.js';
import { splitName } from '../probe/track/pool-name.js';
import type { Clock } from '../time/clock.js';
import type { Member } from '../zone/pool.js';
import type { AdminOverrides } from './admin-override.js';
import { Endpoint, type Parts } from './endpoint.js';
import { append } from './lists-by-key.js';
import { placesOf } from './member-places.js';
import { Watch } from './watch.js';
import type { WatchedPool } from './watched-pool.js';

/** What is watched. */
export interface Survey {
  readonly watches: readonly Watch[];
  /** By their keys. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** By the key of a new endpoint, that of the one whose place it takes. */
  readonly formers: ReadonlyMap<string, string>;
}

export const NOTHING: Survey = { watches: [], endpoints: new Map(), formers: new Map() };

/** Whether a pool or a member is watched, by name. */
type IsWatched = (name: string) => boolean;

function watchedNames(pools: readonly WatchedPool[]): IsWatched {
  const byName = new Map(pools.map(each => [each.name, each]));
  return name => {
    const [pool, address] = splitName(name);
    const members = byName.get(pool)?.pool.members;
    return members !== undefined && (address === undefined || placesOf(members, address).length > 0);
  };
}

/** Whose place a new endpoint takes. */
class Formers {
  /** By pool, then by name. */
  readonly #byPool: ReadonlyMap<string, ReadonlyMap<string, readonly Endpoint[]>>;
  /** By name, those of pools that are watched no more. */
  readonly #gone: ReadonlyMap<string, Endpoint>;

  /** @param pools names of those that are watched from now on */
  constructor(watches: readonly Watch[], pools: ReadonlySet<string>) {
    this.#byPool = new Map(watches.map(watch => [watch.watched.name, byName(withParts(watch))]));
    const gone = watches.filter(({ watched }) => !pools.has(watched.name)).flatMap(withParts);
    this.#gone = new Map(gone.filter(({ isProbed }) => isProbed).map(each => [each.name, each]));
  }

  /**
   * What the pool has probed at this address until now, rather the one with the same Host; else what a pool did that is gone,
   * since it may just have another name. What other pools find there by other probes says nothing about this one.
   */
  of(pool: string, { name, target, isProbed, parts }: Endpoint): Endpoint | undefined {
    const known = this.#byPool.get(pool)?.get(name) ?? [];
    if (parts !== undefined) return known.find(each => each.parts !== undefined);
    if (!isProbed) return undefined;
    const own = known.filter(each => each.isProbed);
    return own.find(each => each.target.host === target.host) ?? own[0] ?? this.#gone.get(name);
  }
}

/** The endpoints of a pool's members, and of their parts. */
function withParts({ endpoints }: Watch): readonly Endpoint[] {
  return endpoints.flatMap(each => [each, ...(each.parts?.probes.values() ?? [])]);
}

function byName(endpoints: readonly Endpoint[]): ReadonlyMap<string, readonly Endpoint[]> {
  const lists = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints)
    if (endpoint.isProbed || endpoint.parts !== undefined) append(lists, endpoint.name, endpoint);
  return lists;
}

function tieTogether(watches: readonly Watch[]): void {
  const byName = new Map(watches.map(watch => [watch.watched.name, watch]));
  for (const watch of watches) {
    const { partner } = watch.watched;
    const found = partner === undefined ? undefined : byName.get(partner);
    if (found !== undefined) watch.tie(found);
  }
}

/** Joins pools with those that they fall back to, unless these have other records than were taken over. */
function joinFallbacks(watches: readonly Watch[]): void {
  const byName = new Map(watches.map(watch => [watch.watched.name, watch]));
  for (const watch of watches) {
    const found = watch.watched.pool.fallbackPool?.found;
    const other = found === undefined ? undefined : byName.get(found.name);
    if (other !== undefined && other.watched.pool.recordsDigest === found?.recordsDigest)
      watch.fallBackTo(other);
  }
}

/** The endpoints of the parts of a member. @param take gives the one that is known already, else the one that it is given */
function partsOf(
  member: Member,
  { spec: { check }, defaultHost }: Pick<WatchedPool, 'spec' | 'defaultHost'>,
  nowMs: number,
  take: (part: Endpoint) => Endpoint,
): Parts | undefined {
  if (check === undefined) return undefined;
  const probes = new Map<ProbeSpec, Endpoint>();
  const pools: (readonly string[])[] = [];
  for (const leaf of leavesOf(check)) {
    if ('pool' in leaf) pools.push(leaf.pool);
    else {
      // The port of a part goes before that of the member, which has several.
      const port = leaf.probe.port ?? member.port;
      probes.set(
        leaf.probe,
        take(new Endpoint({ ...member, port }, { spec: leaf.probe, defaultHost }, nowMs)),
      );
    }
  }
  return { probes, pools };
}

/** An endpoint for each member of a pool, as if nothing was known. */
function freshOf(
  watched: WatchedPool,
  isWatched: IsWatched,
  nowMs: number,
  take: (part: Endpoint) => Endpoint,
) {
  const { pool, defaultHost, own } = watched;
  const followed = watched.follows?.find(isWatched);
  return pool.members.map((member, index) => {
    const probing = own?.get(index);
    const { spec } = probing ?? watched;
    const parts = partsOf(member, { spec, defaultHost }, nowMs, take);
    const follows = probing === undefined ? followed : probing.follows?.find(isWatched);
    return new Endpoint(member, { spec, defaultHost, follows, parts }, nowMs);
  });
}

/** @param known what was watched until now */
export function survey(
  pools: readonly WatchedPool[],
  known: Survey,
  overrides: AdminOverrides,
  clock: Pick<Clock, 'now' | 'wallMs'>,
): Survey {
  const nowMs = clock.now();
  const others = new Formers(known.watches, new Set(pools.map(({ name }) => name)));
  const isWatched = watchedNames(pools);
  const endpoints = new Map<string, Endpoint>();
  const formers = new Map<string, string>();
  const taken = (pool: string, fresh: Endpoint): Endpoint => {
    const same = endpoints.get(fresh.key) ?? known.endpoints.get(fresh.key);
    const former = same === undefined ? others.of(pool, fresh) : undefined;
    if (former !== undefined) {
      fresh.inherit(former);
      formers.set(fresh.key, former.key);
    }
    const endpoint = same ?? fresh;
    endpoints.set(endpoint.key, endpoint);
    return endpoint;
  };
  const watches = pools.map(watched => {
    const take = (fresh: Endpoint) => taken(watched.name, fresh);
    const members = freshOf(watched, isWatched, nowMs, take).map(take);
    return new Watch(watched, members, overrides, clock);
  });
  tieTogether(watches);
  joinFallbacks(watches);
  for (const watch of watches) watch.advance(nowMs);
  return { watches, endpoints, formers };
}
