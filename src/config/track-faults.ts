// What is wrong with what pools and members follow: nothing of that name, or a circle.
import { splitName } from '../probe/track/pool-name.js';
import { spellingHint } from '../source/suggest.js';
import { circle, type Followed, MAX_CANDIDATES, type OwnFollower, type ProbedPool } from './track-checks.js';

/** Pools of which one follows none that is probed, or that follow each other round. */
export interface TrackFault {
  /** The first says so. */
  readonly pools: readonly FaultyPool[];
  readonly message: string;
  readonly hint: string;
}

/** A pool, and what it says of what it follows, or what one of its members says. */
export type FaultyPool = Pick<ProbedPool, 'name' | 'follows' | 'place'>;

const NONE: Followed = [];

const isTied = ({ addresses = '' }: ProbedPool) => addresses.includes('=');

/** Whether the pool or a member of it says that it follows something. */
const isFollower = ({ follows, own }: ProbedPool) => follows !== undefined || own !== undefined;

/** A pool with its members as they are looked for. */
class Known {
  #members: ReadonlyMap<string, string | undefined> | undefined;
  readonly own: ReadonlyMap<string, OwnFollower>;

  constructor(readonly pool: ProbedPool) {
    this.own = new Map((pool.own ?? []).map(each => [each.address, each]));
  }

  /** By its address, that which a member is tied to. */
  get members(): ReadonlyMap<string, string | undefined> {
    if (this.#members === undefined) {
      const texts = (this.pool.addresses ?? '').split(' ').map(text => text.split('=') as [string, string?]);
      this.#members = new Map(texts.map(([address, tied]) => [address, tied]));
    }
    return this.#members;
  }

  /** Whether it has such a member, or may have it: not all are known that a source finds. */
  has(address: string): boolean {
    return this.pool.addresses === undefined || this.members.has(address);
  }

  /** The name of the pool that members are tied to. */
  get partner(): string | undefined {
    if (!isTied(this.pool)) return undefined;
    const [owner, type] = this.pool.name.split(' ');
    return `${owner} ${type === 'A' ? 'AAAA' : 'A'}`;
  }

  /** What any of its members follows. */
  get follows(): Followed {
    const { follows = NONE } = this.pool;
    if (this.own.size === 0) return follows;
    const own = [...this.own.values()].flatMap(each => each.follows);
    return this.own.size === this.members.size ? own : [...follows, ...own];
  }

  /** What one member follows. */
  followsAt(address: string): Followed {
    return this.own.get(address)?.follows ?? this.pool.follows ?? NONE;
  }

  /** The pool with the place of what it says, or what a member says. */
  sayer(address: string | undefined): FaultyPool {
    const { pool, own } = this;
    const all = [...own.values()];
    const said = address === undefined ? all.find(({ follows }) => follows.length > 0) : own.get(address);
    const isOwn = said?.place !== undefined && (address !== undefined || pool.place === undefined);
    return isOwn ? { ...pool, place: said.place, follows: said.follows } : pool;
  }
}

/** Of the names of which the first that exists is meant, the one that stands as it is written, with the own type. */
function meantMost(names: readonly string[]): string {
  const isLike = (name: string) => name.split(' ')[1] === names[0].split(' ')[1];
  return names.filter(isLike).at(-1)!;
}

class Tracks {
  readonly #pools: ReadonlyMap<string, ProbedPool>;
  /** Of very many pools those that were looked at. */
  readonly #known = new Map<string, Known>();
  /** By the name of a pool or a member, those that it follows and that exist. */
  readonly next = new Map<string, string[]>();

  constructor(pools: readonly ProbedPool[]) {
    this.#pools = new Map(pools.map(pool => [pool.name, pool]));
    const open = pools.filter(pool => isFollower(pool) || isTied(pool)).map(({ name }) => name);
    // It grows while it is walked, by each member once that is followed.
    for (const name of open) {
      if (this.next.has(name)) continue;
      const followed = this.#followsOf(name).flatMap(names => this.find(names) ?? []);
      this.next.set(name, followed);
      open.push(...followed);
    }
  }

  #knownOf(name: string): Known | undefined {
    const pool = this.#pools.get(name);
    if (pool === undefined) return undefined;
    const known = this.#known.get(name) ?? new Known(pool);
    this.#known.set(name, known);
    return known;
  }

  /** The first of the names that exists. */
  find(names: readonly string[]): string | undefined {
    return names.find(name => {
      const [pool, address] = splitName(name);
      const known = this.#knownOf(pool);
      return known !== undefined && (address === undefined || known.has(address));
    });
  }

  /** What a pool or a member follows, and what that does which it is tied to: both are up or down together. */
  #followsOf(name: string): Followed {
    const [pool, address] = splitName(name);
    const known = this.#knownOf(pool)!;
    const partner = known.partner === undefined ? undefined : this.#knownOf(known.partner);
    if (address === undefined) return [...known.follows, ...(partner?.follows ?? NONE)];
    const tied = known.members.get(address);
    const other = tied === undefined ? NONE : (partner?.followsAt(tied) ?? NONE);
    return [...known.followsAt(address), ...other];
  }

  /** Whether a member is probed in a way of its own. */
  #isOwn(name: string): boolean {
    const [pool, address] = splitName(name);
    return address !== undefined && this.#knownOf(pool)?.own.has(address) === true;
  }

  /** Who says what a pool or a member follows. */
  sayer(name: string): FaultyPool {
    const [pool, address] = splitName(name);
    return this.#knownOf(pool)!.sayer(address);
  }

  missing(pool: FaultyPool, wanted: string): TrackFault {
    const [name, address] = splitName(wanted);
    const known = this.#knownOf(name);
    if (known !== undefined) {
      const some = [...known.members.keys()].slice(0, 8).join(', ');
      return { pools: [pool], message: `${name} has no member ${address}`, hint: `it has ${some}` };
    }
    const hint = spellingHint(name, [...this.#pools.keys()].slice(0, MAX_CANDIDATES));
    return {
      pools: [pool],
      message: `no pool that is probed is called "${name}"`,
      hint: hint ?? 'a pool that is followed has a probe of its own',
    };
  }

  circleFault(round: readonly string[]): TrackFault {
    const [first] = round;
    const [, address] = splitName(first);
    const sayers = round.map(name => this.sayer(name));
    const pools = [...sayers.filter(({ place }) => place), ...sayers.filter(({ place }) => !place)];
    const way = [...round, first].join(' → ');
    const words = round.some(name => splitName(name)[1] !== undefined)
      ? '`track`, `pool` or `member`'
      : '`track` or `pool`';
    return {
      pools,
      message: `this ${address === undefined ? 'pool' : 'member'} follows itself: ${way}`,
      hint:
        address !== undefined && round.length === 1 && !this.#isOwn(first)
          ? `give ${address} a probe of its own, in place of that of the pool`
          : `take one ${words} of these away`,
    };
  }
}

/**
 * Finds pools and members that follow none that is probed, and those that follow themselves.
 * @param isComplete whether all pools are known, so that a missing one is a mistake
 * @param without names of pools that do without their probe, which is said of them
 */
export function checkTracks(
  pools: readonly ProbedPool[],
  isComplete: boolean,
  without: Pick<ReadonlyMap<string, unknown>, 'has'>,
): TrackFault[] {
  const faults: TrackFault[] = [];
  const tracks = new Tracks(pools);
  // A member that adds a probe to that of its pool says the same as the pool, at the same place.
  const told = new Set<string>();
  const tell = (fault: TrackFault) => {
    const { place } = fault.pools[0];
    const key = `${fault.message} ${place?.file}:${place?.line}:${place?.column}`;
    if (place === undefined || !told.has(key)) faults.push(fault);
    told.add(key);
  };
  for (const pool of isComplete ? pools.filter(isFollower) : []) {
    const { own = [], follows = NONE } = pool;
    for (const said of [{ ...pool, follows }, ...own.map(each => ({ ...pool, ...each }))])
      for (const [at, names] of said.follows.entries())
        if (tracks.find(names) === undefined && !names.some(name => without.has(splitName(name)[0])))
          tell(tracks.missing({ ...said, place: said.places?.[at] ?? said.place }, meantMost(names)));
  }
  const seen = new Set<string>();
  for (const name of tracks.next.keys()) {
    const round = seen.has(name) ? undefined : circle(name, tracks.next);
    if (round === undefined) continue;
    for (const each of round) seen.add(each);
    faults.push(tracks.circleFault(round));
  }
  return faults;
}
