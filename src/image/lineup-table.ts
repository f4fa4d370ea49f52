// The shared table of lineups: per pool, which members are live and whose turn comes first.
// One writer (the health side), any number of reading threads. Each pool has two buffers and a version: the
// writer fills the buffer that is not in use and then adds one to the version; a reader that saw the version
// unchanged around its copy has a whole lineup. What stands before the buffers never changes.

import { MAX_MEMBERS } from '../zone/pool.js';
import type { Preference } from '../zone/preference.js';
import { MAX_RECORDS } from './layout.js';
import { isPreferred, preferenceWords, writePreferences } from './preference-table.js';

/** Longest text that explains a degraded lineup, in octets of UTF-8. */
export const MAX_EXPLANATION = 200;

/** What the answer does with the lineup. `answer` hands out its members. */
export const LINEUP_ACTION = { ANSWER: 0, NODATA: 1, NXDOMAIN: 2, SERVFAIL: 3, REFUSED: 4 } as const;

/** The members that an answer may hold, and the order in which they come first. */
export interface Lineup {
  readonly action: number;
  /** Indices into the RRset's RDATA, in file order. */
  readonly live: readonly number[];
  /** Indices into `live`: who is first, turn by turn. Length at least 1 when `live` is not empty and a wheel decides. */
  readonly wheel: readonly number[];
  /** Of `live`, at the same index; one of 0 comes after all others. For {@link ARRANGEMENT.STICKY}. */
  readonly weights?: readonly number[];
  /** An Extended DNS Error for clients that sent EDNS; absent when nothing is amiss. */
  readonly explanation?: { readonly code: number; readonly text: string };
}

/** How the members of an answer are put in order. */
export const ARRANGEMENT = {
  /** From the member that the wheel says, in the order of the file. */
  WHEEL: 0,
  /** At random, see answer/shuffle.ts. */
  SHUFFLE: 1,
  /** By the client, see answer/rendezvous.ts. */
  STICKY: 2,
} as const;

/** What a slot has room for, and what is said about all lineups in it. */
export interface SlotPlan {
  /** The most members of a lineup. */
  readonly members: number;
  /** The most places of a wheel. */
  readonly wheel: number;
  /** One of {@link ARRANGEMENT}; the wheel when absent. */
  readonly arrangement?: number;
  /** An answer has at most so many members. */
  readonly limit?: number;
  /** Two words that nobody else knows, for {@link ARRANGEMENT.SHUFFLE}. */
  readonly secret?: readonly [number, number];
  /** Of every record, for {@link ARRANGEMENT.STICKY}. */
  readonly hashes?: readonly number[];
  /** Who comes first for which clients; the first that fits counts. */
  readonly preferences?: readonly Preference[];
}

// Int32 words of a pool's slot, then of each of its two buffers.
const VERSION = 0;
const MEMBERS = 1;
const WHEEL = 2;
const LIMIT = 3;
const ARRANGED = 4;
const SECRET = 5;
/** How many hashes follow the header. */
const HASHES = 7;
/** How many preferences follow the hashes. */
const PREFERENCES = 8;
const SLOT_HEADER = 9;
const ACTION = 0;
const LIVE_COUNT = 1;
const WHEEL_LENGTH = 2;
const EDE_CODE = 3;
const EDE_LENGTH = 4;
const BUFFER_HEADER = 5;
const EDE_WORDS = Math.ceil(MAX_EXPLANATION / 4);

function bufferWords(members: number, wheel: number): number {
  return BUFFER_HEADER + members + wheel + EDE_WORDS;
}

/** The room for what decides about the order: a wheel, or weights. */
function decidingWords({ arrangement, members, wheel }: SlotPlan): number {
  return arrangement === ARRANGEMENT.STICKY ? members : wheel;
}

/** The size of one pool's slot in Int32 words. */
export function slotWords(plan: SlotPlan): number {
  const { members, hashes = [], preferences = [] } = plan;
  const fixed = SLOT_HEADER + hashes.length + preferences.length * preferenceWords(members);
  return fixed + 2 * bufferWords(members, decidingWords(plan));
}

/** Prepares a zeroed slot at word offset `slot` and writes its first lineup. */
export function initSlot(table: Int32Array, slot: number, plan: SlotPlan, first: Lineup): void {
  const { members, limit = members, arrangement = ARRANGEMENT.WHEEL } = plan;
  const { secret = [0, 0], hashes = [], preferences = [] } = plan;
  table[slot + MEMBERS] = members;
  table[slot + WHEEL] = decidingWords(plan);
  table[slot + LIMIT] = limit;
  table[slot + ARRANGED] = arrangement;
  table.set(secret, slot + SECRET);
  table[slot + HASHES] = hashes.length;
  table.set(hashes, slot + SLOT_HEADER);
  table[slot + PREFERENCES] = preferences.length;
  writePreferences(table, preferencesAt(table, slot), preferences, members);
  writeLineup(table, slot, first);
}

/** Where the two buffers of a slot begin. */
function buffersOf(table: Int32Array, slot: number): number {
  return preferencesAt(table, slot) + table[slot + PREFERENCES] * preferenceWords(table[slot + MEMBERS]);
}

/** How many preferences a pool has. */
export function preferenceCount(table: Int32Array, slot: number): number {
  return table[slot + PREFERENCES];
}

/** Where the first of them stands. */
export function preferencesAt(table: Int32Array, slot: number): number {
  return slot + SLOT_HEADER + table[slot + HASHES];
}

/** The words of each of them. */
export function preferenceSize(table: Int32Array, slot: number): number {
  return preferenceWords(table[slot + MEMBERS]);
}

/** The most places that a wheel in a slot may have. */
export function wheelRoom(table: Int32Array, slot: number): number {
  return table[slot + WHEEL];
}

/**
 * Publishes a lineup to all readers.
 * @throws RangeError when it does not fit the slot: a programming error.
 */
export function writeLineup(table: Int32Array, slot: number, lineup: Lineup): void {
  const members = table[slot + MEMBERS];
  const wheel = table[slot + WHEEL];
  const deciding = lineup.weights ?? lineup.wheel;
  if (lineup.live.length > members || deciding.length > wheel)
    throw new RangeError('the lineup does not fit its slot');
  const version = Atomics.load(table, slot + VERSION);
  const base = buffersOf(table, slot) + ((version + 1) & 1) * bufferWords(members, wheel);
  table[base + ACTION] = lineup.action;
  table[base + LIVE_COUNT] = lineup.live.length;
  table[base + WHEEL_LENGTH] = deciding.length;
  table.set(lineup.live, base + BUFFER_HEADER);
  table.set(deciding, base + BUFFER_HEADER + members);
  const text = truncateUtf8(lineup.explanation?.text ?? '');
  table[base + EDE_CODE] = lineup.explanation === undefined ? -1 : lineup.explanation.code;
  table[base + EDE_LENGTH] = text.length;
  const words = base + BUFFER_HEADER + members + wheel;
  new Uint8Array(table.buffer, table.byteOffset + words * 4, EDE_WORDS * 4).set(text);
  Atomics.store(table, slot + VERSION, version + 1);
}

/** The text as UTF-8 within {@link MAX_EXPLANATION} octets, cut at a character. */
function truncateUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(MAX_EXPLANATION);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}

/** The place in the live list of the member whose turn it is. */
function firstOf(table: Int32Array, base: number, members: number, turn: number): number {
  const wheelLength = table[base + WHEEL_LENGTH];
  return wheelLength === 0 ? 0 : table[base + BUFFER_HEADER + members + (turn % wheelLength)];
}

/** A reader's copy of one lineup for one answer; allocated once per thread. */
export class LineupReader {
  action = 0;
  /** One of {@link ARRANGEMENT}. Unless it is the wheel, `order` holds all live members in file order. */
  arrangement = 0;
  /** How many entries of `order` count. */
  count = 0;
  /** How many of them are preferred; these come first. */
  preferred = 0;
  /** An answer has at most so many members. */
  limit = 0;
  /** Member indices, ordered for this answer if a wheel decides. */
  readonly order = new Int32Array(MAX_RECORDS);
  /** Weights and hashes of the members in `order`, for {@link ARRANGEMENT.STICKY}. */
  readonly weights = new Int32Array(MAX_MEMBERS);
  readonly hashes = new Int32Array(MAX_MEMBERS);
  /** For {@link ARRANGEMENT.SHUFFLE}. */
  secret0 = 0;
  secret1 = 0;
  edeCode = -1;
  edeLength = 0;
  readonly edeText = new Uint8Array(EDE_WORDS * 4);
  /** The preference under way, 0 for none. */
  #entry = 0;
  #entryWords = 0;

  /**
   * Copies the lineup for one answer.
   * @param bytes the same memory as `table`, as octets
   * @param turn the pool's counter before this answer, unsigned
   * @param entry the preference that counts, 0 for none, and its own counter
   */
  read(table: Int32Array, bytes: Uint8Array, slot: number, turn: number, entry = 0, entryTurn = 0): void {
    const members = table[slot + MEMBERS];
    const wheel = table[slot + WHEEL];
    this.limit = table[slot + LIMIT];
    this.arrangement = table[slot + ARRANGED];
    this.#entry = entry;
    this.#entryWords = preferenceWords(members);
    const buffers = buffersOf(table, slot);
    for (let attempt = 0; attempt < 8; attempt++) {
      const version = Atomics.load(table, slot + VERSION);
      const base = buffers + (version & 1) * bufferWords(members, wheel);
      this.action = table[base + ACTION];
      this.preferred = 0;
      if (this.arrangement !== ARRANGEMENT.WHEEL) this.#copyAll(table, slot, base, members);
      else if (entry === 0) this.#copyTurn(table, base, members, turn);
      else this.#copyPreferred(table, base, members, turn, entryTurn);
      this.#copyExplanation(table, bytes, base, base + BUFFER_HEADER + members + wheel);
      if (Atomics.load(table, slot + VERSION) === version) return;
    }
  }

  #copyTurn(table: Int32Array, base: number, members: number, turn: number): void {
    const count = Math.min(table[base + LIVE_COUNT], members);
    const given = Math.min(count, this.limit);
    this.count = given;
    const live = base + BUFFER_HEADER;
    let at = firstOf(table, base, members, turn);
    for (let index = 0; index < given; index++) {
      if (at >= count) at = 0;
      this.order[index] = table[live + at++];
    }
  }

  /** As {@link #copyTurn}, but those that are preferred come first, by turns of their own. */
  #copyPreferred(table: Int32Array, base: number, members: number, turn: number, entryTurn: number): void {
    const live = Math.min(table[base + LIVE_COUNT], members);
    const first = this.#firstPreferred(table, base, members, entryTurn);
    this.preferred = this.#copyKind(table, base, live, first, true, 0);
    const count = this.#copyKind(
      table,
      base,
      live,
      firstOf(table, base, members, turn),
      false,
      this.preferred,
    );
    this.count = Math.min(count, this.limit);
  }

  /** The place in the live list of the preferred member whose turn it is: that of the wheel's places for preferred ones. */
  #firstPreferred(table: Int32Array, base: number, members: number, turn: number): number {
    const live = base + BUFFER_HEADER;
    const wheel = live + members;
    const end = wheel + table[base + WHEEL_LENGTH];
    let places = 0;
    for (let at = wheel; at < end; at++) if (this.#isPreferred(table, table[live + table[at]])) places++;
    if (places === 0) return 0;
    let left = turn % places;
    for (let at = wheel; at < end; at++)
      if (this.#isPreferred(table, table[live + table[at]]) && left-- === 0) return table[at];
    return 0;
  }

  /** Copies the members that are preferred, or the others, from place `first` of the live list on and around. @returns `to` and how many they are */
  #copyKind(
    table: Int32Array,
    base: number,
    count: number,
    first: number,
    isWanted: boolean,
    to: number,
  ): number {
    const live = base + BUFFER_HEADER;
    let next = to;
    for (let index = 0, at = first; index < count; index++, at++) {
      if (at >= count) at = 0;
      const member = table[live + at];
      if (this.#isPreferred(table, member) === isWanted) this.order[next++] = member;
    }
    return next;
  }

  #isPreferred(table: Int32Array, member: number): boolean {
    return isPreferred(table, this.#entry, this.#entryWords, member);
  }

  /** Copies all live members in file order, preferred ones first, and what puts them into the order of an answer. */
  #copyAll(table: Int32Array, slot: number, base: number, members: number): void {
    this.count = Math.min(table[base + LIVE_COUNT], members);
    this.secret0 = table[slot + SECRET];
    this.secret1 = table[slot + SECRET + 1];
    if (this.#entry !== 0) this.preferred = this.#copyWeighted(table, slot, base, members, 0, true);
    this.#copyWeighted(table, slot, base, members, this.preferred, false);
  }

  /** Copies live members with their weights and hashes: those that are preferred, or the others. @returns the place behind them */
  #copyWeighted(
    table: Int32Array,
    slot: number,
    base: number,
    members: number,
    to: number,
    isWanted: boolean,
  ): number {
    const live = base + BUFFER_HEADER;
    const weights = live + members;
    const hashes = slot + SLOT_HEADER;
    const isSticky = this.arrangement === ARRANGEMENT.STICKY;
    let next = to;
    for (let index = 0; index < this.count; index++) {
      const member = table[live + index];
      if (this.#entry !== 0 && this.#isPreferred(table, member) !== isWanted) continue;
      this.order[next] = member;
      if (isSticky) {
        this.weights[next] = table[weights + index];
        this.hashes[next] = table[hashes + member];
      }
      next++;
    }
    return next;
  }

  /** @param text where it stands, in words of the table */
  #copyExplanation(table: Int32Array, bytes: Uint8Array, base: number, text: number): void {
    this.edeCode = table[base + EDE_CODE];
    if (this.edeCode < 0) return;
    const length = Math.min(table[base + EDE_LENGTH], MAX_EXPLANATION);
    this.edeLength = length;
    const from = text * 4 + table.byteOffset;
    for (let index = 0; index < length; index++) this.edeText[index] = bytes[from + index];
  }
}
