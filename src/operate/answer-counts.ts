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

/** The member's place, and how many loads have passed since it was in one. */
interface Holder {
  readonly place: number;
  missed: number;
}

/** Threads that are late may still count for a member that is gone, but not over so many loads. */
const LOADS_HELD = 2;
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
  /** By place, what stood in the counters when its member came: that was counted for another one. */
  readonly #before = new Map<number, MemberCounts>();

  /** @param tallies the counters of all threads */
  constructor(tallies: () => readonly Tally[]) {
    this.#tallies = tallies;
  }

  /**
   * Has the members of these pools counted, before anybody is answered by them. Those that were counted until now go on; those that
   * are not among them give up their places two loads later. Beyond {@link TALLY_MEMBERS} members nobody is counted.
   * A record that a pool has from the one it falls back to counts for the member there, unless it is one of its own as well.
   */
  assign(pools: readonly WatchedPool[]): void {
    for (const holder of this.#holders.values()) holder.missed++;
    for (const watched of pools) this.#assignPool(watched);
    lendPlaces(pools);
    for (const [key, { place, missed }] of this.#holders) {
      if (missed < LOADS_HELD) continue;
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
    if (before?.length !== pool.members.length || before.some(({ missed }) => missed !== 1)) {
      const holders = keysOf(name, pool.members).map(key => this.#holderOf(key));
      for (const [index, { place }] of holders.entries()) setPlace(table, slot, index, place);
      this.#assigned.set(watched, holders);
    }
    for (const holder of this.#assigned.get(watched)!) holder.missed = 0;
  }

  #holderOf(key: string): Holder {
    const known = this.#holders.get(key);
    if (known !== undefined) return known;
    const holder = { place: this.#take(), missed: 0 };
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
