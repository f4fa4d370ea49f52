// Joins pools with endpoints: those that are known, else new ones, which may take the place of others.
import { leavesOf } from '../probe/check.js';
import type { ProbeSpec } from '../probe/spec.js';
import { splitName } from '../probe/track/pool-name.js';
import type { Clock } from '../time/clock.js';
import { atOnce, mapped, type Steps } from '../time/turns.js';
import type { Member } from '../zone/pool.js';
import type { AdminOverrides } from './admin-override.js';
import { Endpoint, type Parts } from './endpoint.js';
import { Followers } from './followers.js';
import { append } from './lists-by-key.js';
import { placesOf } from './member-places.js';
import { Watch } from './watch.js';
import type { WatchedPool } from './watched-pool.js';

/** What is watched. */
export interface Survey {
  readonly watches: readonly Watch[];
  /** By their keys. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** For each new endpoint the one whose place it takes. */
  readonly formers: ReadonlyMap<Endpoint, Endpoint>;
  /** Those among them; they write lineups and nothing more until they are told how. */
  readonly followers: Followers;
}

const followersAmong = (watches: readonly Watch[]) => Followers.among(watches, watch => watch.write());

export const NOTHING: Survey = {
  watches: [],
  endpoints: new Map(),
  formers: new Map(),
  followers: atOnce(followersAmong([])),
};

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
  readonly #watches: ReadonlyMap<string, Watch>;
  /** By pool, then by name; of the pools that were asked for. */
  readonly #byPool = new Map<string, ReadonlyMap<string, readonly Endpoint[]>>();
  /** By name, those of pools that are watched no more. */
  readonly #gone: ReadonlyMap<string, Endpoint>;

  /** @param pools names of those that are watched from now on */
  constructor(watches: readonly Watch[], pools: ReadonlySet<string>) {
    this.#watches = watchesByName(watches);
    const gone = watches.filter(({ watched }) => !pools.has(watched.name)).flatMap(withParts);
    this.#gone = new Map(gone.filter(({ isProbed }) => isProbed).map(each => [each.name, each]));
  }

  /**
   * What the pool has probed at this address until now, rather the one with the same Host; else what a pool did that is gone,
   * since it may just have another name. What other pools find there by other probes says nothing about this one.
   */
  of(pool: string, { name, target, isProbed, parts }: Endpoint): Endpoint | undefined {
    const known = this.#namesIn(pool).get(name) ?? NOBODY;
    if (parts !== undefined) return known.find(each => each.parts !== undefined);
    if (!isProbed) return undefined;
    const own = known.filter(each => each.isProbed);
    return own.find(each => each.target.host === target.host) ?? own[0] ?? this.#gone.get(name);
  }

  #namesIn(pool: string): ReadonlyMap<string, readonly Endpoint[]> {
    const known = this.#byPool.get(pool);
    if (known !== undefined) return known;
    const watch = this.#watches.get(pool);
    const made = byName(watch === undefined ? NOBODY : withParts(watch));
    this.#byPool.set(pool, made);
    return made;
  }
}

const NOBODY: readonly Endpoint[] = [];

const watchesByName = (watches: readonly Watch[]): ReadonlyMap<string, Watch> =>
  new Map(watches.map(watch => [watch.watched.name, watch]));

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
  const byName = watchesByName(watches);
  for (const watch of watches) {
    const { partner } = watch.watched;
    const found = partner === undefined ? undefined : byName.get(partner);
    if (found !== undefined) watch.tie(found);
  }
}

/** Joins pools with those that they fall back to, unless these have other records than were taken over. */
function joinFallbacks(watches: readonly Watch[]): void {
  const byName = watchesByName(watches);
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

/** An endpoint for each member of a pool, each made as if nothing was known. @param take as of {@link partsOf} */
function endpointsOf(
  watched: WatchedPool,
  isWatched: IsWatched,
  nowMs: number,
  take: (fresh: Endpoint) => Endpoint,
): Steps<Endpoint[]> {
  const { pool, defaultHost, own } = watched;
  const followed = watched.follows?.find(isWatched);
  return mapped(pool.members, (member, index) => {
    const probing = own?.get(index);
    const { spec } = probing ?? watched;
    const parts = partsOf(member, { spec, defaultHost }, nowMs, take);
    const follows = probing === undefined ? followed : probing.follows?.find(isWatched);
    return take(new Endpoint(member, { spec, defaultHost, follows, parts }, nowMs));
  });
}

/** Whether nothing of a pool depends on other pools. */
function isAlone({ pool, spec, own, follows, partner }: WatchedPool): boolean {
  const isJoined = partner !== undefined || pool.fallbackPool !== undefined;
  return !isJoined && follows === undefined && own === undefined && spec.check === undefined;
}

/** The watches of pools that are the same as before, and depend on no others, nor others on them. */
function samePools(pools: readonly WatchedPool[], known: readonly Watch[]): ReadonlyMap<WatchedPool, Watch> {
  const used = new Set(pools.map(({ pool }) => pool.fallbackPool?.found?.name));
  const own = known.filter(
    ({ watched, dependents }) => isAlone(watched) && dependents.length === 0 && !used.has(watched.name),
  );
  return new Map(own.map(watch => [watch.watched, watch]));
}

/** @param known what was watched until now: pools that are the same go on as they are */
export function* survey(
  pools: readonly WatchedPool[],
  known: Survey,
  overrides: AdminOverrides,
  clock: Pick<Clock, 'now' | 'wallMs'>,
): Steps<Survey> {
  const nowMs = clock.now();
  const others = new Formers(known.watches, new Set(pools.map(({ name }) => name)));
  const same = samePools(pools, known.watches);
  const isWatched = watchedNames(pools);
  const endpoints = new Map<string, Endpoint>();
  const formers = new Map<Endpoint, Endpoint>();
  const taken = (pool: string, fresh: Endpoint): Endpoint => {
    const other = endpoints.get(fresh.key) ?? known.endpoints.get(fresh.key);
    const former = other === undefined ? others.of(pool, fresh) : undefined;
    if (former !== undefined) {
      fresh.inherit(former);
      formers.set(fresh, former);
    }
    const endpoint = other ?? fresh;
    endpoints.set(endpoint.key, endpoint);
    return endpoint;
  };
  const watches: Watch[] = [];
  for (const watched of pools) {
    yield;
    const kept = same.get(watched);
    if (kept !== undefined) for (const each of kept.endpoints) endpoints.set(each.key, each);
    const take = (fresh: Endpoint) => taken(watched.name, fresh);
    watches.push(
      kept ?? new Watch(watched, yield* endpointsOf(watched, isWatched, nowMs, take), overrides, clock),
    );
  }
  const made = watches.filter(watch => same.get(watch.watched) !== watch);
  tieTogether(made);
  joinFallbacks(made);
  for (const watch of made) watch.advance(nowMs);
  return { watches, endpoints, formers, followers: yield* followersAmong(watches) };
}
