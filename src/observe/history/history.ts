// The history of a server: how its members answered within the last hour, and how they and their pools were within the last day.
import { atOnce, mapped, type Steps } from '../../time/turns.js';
import { POOL_STATE, type PoolState } from '../../view/pool-state.js';
import { CheckTimes, MINUTE_MS, MINUTES, type TimesOfChecks } from './check-times.js';
import { Ring } from './ring.js';
import { enlarged } from './row-buckets.js';
import { Rows } from './rows.js';
import { type Run, STRIP_BUCKETS, STRIP_STEP_MS, StateStrips } from './state-strips.js';

/** The most members and pools that have a history: others have none. */
export const MOST_MEMBERS = 16_384;
export const MOST_POOLS = 4_096;
/** Rows are added by so many. */
const GRAIN = 256;
/** So many members are taken in in one step. */
const MEMBERS_OF_STEP = 1024;

/** The worst last: one more than the index is the rank. A member that was not probed at first is up when it is up then. */
export const MEMBER_RANKS = ['unknown', 'up', 'down'] as const;
export const POOL_RANKS = [
  POOL_STATE.WHOLE,
  POOL_STATE.DEGRADED,
  POOL_STATE.FALLBACK,
  POOL_STATE.EMPTY,
] as const;
const RANK_UP = 2;
/** Up to here a pool hands out live members of its own. */
const RANK_DEGRADED = 2;

/** A member as far as it has a history; what has the same key has the same one. */
export interface Remembered {
  readonly key: string;
  readonly state: (typeof MEMBER_RANKS)[number];
  readonly downtime: { totalMs(nowMs: number): number };
}

/** What is kept of a server, to be read and written by whoever files it. */
export interface HistoryParts {
  readonly minutes: Ring;
  readonly fives: Ring;
  readonly members: Rows;
  readonly pools: Rows;
  readonly times: CheckTimes;
  readonly strips: StateStrips;
  readonly poolStrips: StateStrips;
}

/** All moments are on one clock that does not jump. */
export class History {
  readonly #minutes: Ring;
  readonly #fives: Ring;
  readonly #times: CheckTimes;
  readonly #strips: StateStrips;
  readonly #poolStrips: StateStrips;
  readonly #members: Rows;
  readonly #pools: Rows;
  /** By row of a member: until when its state is noted, and for how long it had been down by then. */
  #seenMs = new Float64Array(0);
  #downMs = new Float64Array(0);
  /** Whether nothing was known of it then. */
  #unknown = new Uint8Array(0);
  /** By row of a pool: its rank, and until when it is noted. */
  #ranks = new Uint8Array(0);
  #poolSeenMs = new Float64Array(0);
  /** Held while rows are read or written elsewhere. */
  #holds = 0;

  constructor(nowMs: number) {
    this.#minutes = new Ring(MINUTES, MINUTE_MS, nowMs);
    this.#fives = new Ring(STRIP_BUCKETS, STRIP_STEP_MS, nowMs);
    this.#times = new CheckTimes(this.#minutes);
    this.#strips = new StateStrips(this.#fives, rank => rank === RANK_UP);
    this.#poolStrips = new StateStrips(this.#fives, rank => rank <= RANK_DEGRADED);
    this.#members = new Rows(MOST_MEMBERS, row => {
      this.#growMembers(row + 1);
      this.#times.clear(row);
      this.#strips.clear(row);
      this.#seenMs[row] = 0;
    });
    this.#pools = new Rows(MOST_POOLS, row => {
      this.#growPools(row + 1);
      this.#poolStrips.clear(row);
      this.#ranks[row] = 0;
    });
  }

  get parts(): HistoryParts {
    const [minutes, fives, members, pools] = [this.#minutes, this.#fives, this.#members, this.#pools];
    const [times, strips, poolStrips] = [this.#times, this.#strips, this.#poolStrips];
    return { minutes, fives, members, pools, times, strips, poolStrips };
  }

  /** The present minute, counted since the clock began. */
  get minute(): number {
    return this.#minutes.beganMs / MINUTE_MS;
  }

  /** Has the buckets stay as they are until the function that is returned is called. */
  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
    };
  }

  /** Whether rows are read or written elsewhere. */
  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /**
   * These are there from now on, and nobody else.
   * @param pools gives the states of pools by their names
   * @param formers by the key of a new member, that of the one whose place it takes
   */
  follow(
    members: Iterable<Remembered>,
    pools: ReadonlyMap<string, () => PoolState>,
    formers: ReadonlyMap<string, string>,
    nowMs: number,
  ): void {
    atOnce(this.followInSteps(members, pools, formers, nowMs));
  }

  /** As {@link follow}, some of them after others. */
  *followInSteps(
    members: Iterable<Remembered>,
    pools: ReadonlyMap<string, () => PoolState>,
    formers: ReadonlyMap<string, string>,
    nowMs: number,
  ): Steps<void> {
    const there = new Map<string, Remembered>();
    for (const each of members) {
      there.set(each.key, each);
      if (there.size % MEMBERS_OF_STEP === 0) yield;
    }
    yield;
    this.#members.keep(there, this.minute, row => {
      this.#seenMs[row] = 0;
    });
    this.reserve(there.keys(), pools.keys());
    this.#inherit(formers, there);
    yield* mapped([...there.values()], each => this.note(each, nowMs));
    this.#pools.keep(pools, this.minute, row => {
      this.#notePool(row, nowMs);
      this.#ranks[row] = 0;
    });
    yield* mapped([...pools], ([name, stateOf]) => this.setPool(name, stateOf(), nowMs));
  }

  /** Notes how long a check took. */
  check(key: string, durationMs: number, isGood: boolean): void {
    const row = this.#members.of(key);
    if (row !== undefined) this.#times.add(row, durationMs, isGood);
  }

  /** Notes the state of a pool as of now. */
  setPool(name: string, state: PoolState, nowMs: number): void {
    const known = this.#pools.of(name);
    const row = this.#pools.take(name, !this.isHeld);
    if (row === undefined) return;
    if (known !== undefined) this.#notePool(row, nowMs);
    this.#ranks[row] = POOL_RANKS.indexOf(state) + 1;
    this.#poolSeenMs[row] = nowMs;
    this.#notePool(row, nowMs);
  }

  /** Notes how a member was until now. */
  note({ key, state, downtime }: Remembered, nowMs: number): void {
    const row = this.#members.take(key, !this.isHeld);
    if (row === undefined) return;
    const totalMs = downtime.totalMs(nowMs);
    // One that comes back, or comes out of a file, was not seen meanwhile.
    const isNew = this.#seenMs[row] === 0;
    const allMs = isNew ? 0 : nowMs - this.#seenMs[row];
    const downMs = isNew ? 0 : Math.max(0, totalMs - this.#downMs[row]);
    const wasUnknown = this.#unknown[row] === 1;
    this.#seenMs[row] = nowMs;
    this.#downMs[row] = totalMs;
    this.#unknown[row] = Number(state === 'unknown');
    const rank = downMs > 0 ? MEMBER_RANKS.length : MEMBER_RANKS.indexOf(state) + 1;
    // What is not known is neither good nor bad.
    const knownMs = state === 'unknown' || (wasUnknown && state === 'down') ? downMs : allMs;
    this.#strips.note(row, rank, knownMs, knownMs - downMs);
  }

  /** Notes how all pools were until now. */
  notePools(nowMs: number): void {
    for (const row of this.#pools.keys.keys()) this.#notePool(row, nowMs);
  }

  /**
   * Goes on to the buckets of now, unless they are to stay as they are.
   * @returns whether there is a new one for states, in which all are to be noted
   */
  advance(nowMs: number): boolean {
    if (this.isHeld) return false;
    this.#times.begin(this.#minutes.advance(nowMs));
    this.#members.forget(this.minute);
    this.#pools.forget(this.minute);
    const places = this.#fives.advance(nowMs);
    this.#strips.begin(places);
    this.#poolStrips.begin(places);
    return places.length > 0;
  }

  /** Makes room for these: each time more is made, all rows are copied. */
  reserve(members: Iterable<string>, pools: Iterable<string>): void {
    this.#growMembers(this.#members.with(members));
    this.#growPools(this.#pools.with(pools));
  }

  timesOf(key: string): TimesOfChecks | undefined {
    const row = this.#members.of(key);
    return row === undefined ? undefined : this.#times.read(row);
  }

  /** The rank of a state is its place in {@link MEMBER_RANKS}, from 1. */
  statesOf(key: string): readonly Run[] {
    const row = this.#members.of(key);
    return row === undefined ? [] : this.#strips.read(row);
  }

  /** The rank of a state is its place in {@link POOL_RANKS}, from 1. */
  statesOfPool(name: string): readonly Run[] {
    const row = this.#pools.of(name);
    return row === undefined ? [] : this.#poolStrips.read(row);
  }

  /** Gives those that take the place of others their history: a copy, when these are there still. */
  #inherit(formers: ReadonlyMap<string, string>, there: ReadonlyMap<string, Remembered>): void {
    /** By the key of one that is gone, that of the first which has its row now. */
    const heirs = new Map<string, string>();
    for (const [key, former] of formers) {
      if (!there.has(key)) continue;
      const source = heirs.get(former) ?? former;
      if (there.has(source)) this.#copy(source, key);
      else {
        this.#members.pass(former, key);
        heirs.set(former, key);
      }
    }
  }

  #copy(source: string, key: string): void {
    const from = this.#members.of(source);
    if (from === undefined || this.#members.of(key) !== undefined) return;
    const row = this.#members.take(key, !this.isHeld);
    if (row === undefined || this.#members.of(source) !== from) return;
    this.#times.copy(from, row);
    this.#strips.copy(from, row);
    for (const each of [this.#seenMs, this.#downMs, this.#unknown]) each[row] = each[from];
  }

  #notePool(row: number, nowMs: number): void {
    const rank = this.#ranks[row];
    if (rank === 0) return;
    const allMs = nowMs - this.#poolSeenMs[row];
    this.#poolSeenMs[row] = nowMs;
    this.#poolStrips.note(row, rank, allMs, rank <= RANK_DEGRADED ? allMs : 0);
  }

  #growMembers(rows: number): void {
    if (rows <= this.#seenMs.length) return;
    const room = Math.ceil(rows / GRAIN) * GRAIN;
    this.#times.grow(room);
    this.#strips.grow(room);
    this.#seenMs = enlarged(this.#seenMs, room);
    this.#downMs = enlarged(this.#downMs, room);
    this.#unknown = enlarged(this.#unknown, room);
  }

  #growPools(rows: number): void {
    if (rows <= this.#poolSeenMs.length) return;
    const room = Math.ceil(rows / GRAIN) * GRAIN;
    this.#poolStrips.grow(room);
    this.#poolSeenMs = enlarged(this.#poolSeenMs, room);
    this.#ranks = enlarged(this.#ranks, room);
  }
}
