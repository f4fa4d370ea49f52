// How often each member was handed out: gives members places in the counters of all threads, and adds up what stands there.
import { TALLY_MEMBERS, type Tally } from '../answer/tally.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { placeOf, setPlace } from '../image/lineup-slot.js';
import type { Member } from '../zone/pool.js';

/** Answers since the server started. */
export interface MemberCounts {
  /** With the record of the member. */
  readonly answers: number;
  /** With that record before those of all other members. */
  readonly first: number;
}

/** The member's place, and the number of the last load that it was in. */
interface Holder {
  readonly place: number;
  load: number;
}

/** All threads have left a load when the next but one comes, as `app/in-force.ts` waits for them: so long a place is held. */
const LOADS_HELD = 2;
/** Members that are gone keep their counts, as a source may bring them back; the last ones, so many. */
const MAX_GONE = 4_096;
/** That of members that are not counted. */
const NO_PLACE = 0;
const NOTHING: MemberCounts = { answers: 0, first: 0 };

/** What tells the members of one pool apart: what their records say. */
function keyOf(pool: string, { address, port, target }: Member): string {
  return target === undefined ? `${pool} ${address}` : `${pool} ${target} ${port} ${address}`;
}

/** One for each member; of two that are alike in this, the second has another one. */
function keysOf(pool: string, members: readonly Member[]): readonly string[] {
  const keys = new Set<string>();
  for (const member of members) {
    let key = keyOf(pool, member);
    while (keys.has(key)) key += ' again';
    keys.add(key);
  }
  return [...keys];
}

/** Has records of other pools, to which these fall back, counted as those of the members there. */
function lendPlaces(pools: readonly WatchedPool[]): void {
  const byName = new Map(pools.map(watched => [watched.name, watched]));
  const done = new Set<WatchedPool>();
  const take = (watched: WatchedPool) => {
    const { pool, table, slot } = watched;
    const found = pool.fallbackPool?.found;
    if (found === undefined || done.has(watched)) return;
    done.add(watched);
    const other = byName.get(found.name);
    const isSame = other !== undefined && other.pool.recordsDigest === found.recordsDigest;
    // It may have records of a third one.
    if (isSame) take(other);
    for (const [index, record] of found.records.entries())
      if (record >= pool.members.length)
        setPlace(table, slot, record, isSame ? placeOf(other.table, other.slot, index) : NO_PLACE);
  };
  for (const watched of pools) take(watched);
}

export class AnswerCounts {
  readonly #tallies: () => readonly Tally[];
  readonly #holders = new Map<string, Holder>();
  /** Those of the members of a pool, in their order. */
  readonly #assigned = new WeakMap<WatchedPool, readonly Holder[]>();
  readonly #free: number[] = [];
  /** The first place that nobody has had. */
  #next = NO_PLACE + 1;
  /** The number of the load in force, be it of files or of lists of members. */
  #load = 0;
  /** By place, what stood in the counters when its member came: that was counted for another one. */
  readonly #before = new Map<number, MemberCounts>();

  /** @param tallies the counters of all threads */
  constructor(tallies: () => readonly Tally[]) {
    this.#tallies = tallies;
  }

  /**
   * Has the members of these pools counted, before anybody is answered by them. Those that were counted until now go on, and so do
   * those that come back. Of members that are gone the last 4,096 keep their places, as far as there are others. Beyond
   * {@link TALLY_MEMBERS} members nobody is counted.
   * A record that a pool has from the one it falls back to counts for the member there, unless it is one of its own as well.
   */
  assign(pools: readonly WatchedPool[]): void {
    this.#load++;
    for (const watched of pools) this.#assignPool(watched);
    lendPlaces(pools);
    this.#giveUp();
  }

  /** Has the places of those that went first be free, half of all that are gone, when these are too many. */
  #giveUp(): void {
    const newest = this.#load - LOADS_HELD;
    let count = 0;
    for (const { load } of this.#holders.values()) if (load <= newest) count++;
    const isFull = this.#next === TALLY_MEMBERS && this.#free.length < MAX_GONE;
    const most = isFull ? 0 : MAX_GONE;
    if (count <= most) return;
    const gone = [...this.#holders].filter(([, { load }]) => load <= newest);
    gone.sort(([, a], [, b]) => a.load - b.load);
    for (const [key, { place }] of gone.slice(0, count - most / 2)) {
      this.#holders.delete(key);
      this.#free.push(place);
    }
  }

  /** @returns undefined when the member is not counted */
  of({ table, slot }: WatchedPool, member: number): MemberCounts | undefined {
    const place = placeOf(table, slot, member);
    if (place === NO_PLACE) return undefined;
    const { answers, first } = this.#sum(place);
    const before = this.#before.get(place) ?? NOTHING;
    return { answers: answers - before.answers, first: first - before.first };
  }

  #assignPool(watched: WatchedPool): void {
    const { name, pool, table, slot } = watched;
    const before = this.#assigned.get(watched);
    // Most pools are as they were at the last load.
    const isCounted = ({ place, load }: Holder) => place !== NO_PLACE && load === this.#load - 1;
    if (before?.length !== pool.members.length || !before.every(isCounted)) {
      const holders = keysOf(name, pool.members).map(key => this.#holderOf(key));
      for (const [index, { place }] of holders.entries()) setPlace(table, slot, index, place);
      this.#assigned.set(watched, holders);
    }
    for (const holder of this.#assigned.get(watched)!) holder.load = this.#load;
  }

  #holderOf(key: string): Holder {
    const known = this.#holders.get(key);
    if (known !== undefined) return known;
    const holder = { place: this.#take(), load: this.#load };
    if (holder.place !== NO_PLACE) this.#holders.set(key, holder);
    return holder;
  }

  #take(): number {
    if (this.#next < TALLY_MEMBERS) return this.#next++;
    const place = this.#free.pop() ?? NO_PLACE;
    if (place !== NO_PLACE) this.#before.set(place, this.#sum(place));
    return place;
  }

  #sum(place: number): MemberCounts {
    let answers = 0;
    let first = 0;
    for (const { members } of this.#tallies()) {
      answers += members[place * 2];
      first += members[place * 2 + 1];
    }
    return { answers, first };
  }
}
