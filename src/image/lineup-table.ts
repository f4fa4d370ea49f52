// The shared table of lineups: per pool, which members are live and whose turn comes first.
// One writer (the health side), any number of reading threads. Each pool has two buffers and a version: the
// writer fills the buffer that is not in use and then adds one to the version; a reader that saw the version
// unchanged around its copy has a whole lineup.

import { MAX_RECORDS } from './layout.js';

/** Longest text that explains a degraded lineup, in octets of UTF-8. */
export const MAX_EXPLANATION = 200;

/** What the answer does with the lineup. `answer` hands out its members. */
export const LINEUP_ACTION = { ANSWER: 0, NODATA: 1, NXDOMAIN: 2, SERVFAIL: 3, REFUSED: 4 } as const;

/** The members that an answer may hold, and the order in which they come first. */
export interface Lineup {
  readonly action: number;
  /** Indices into the RRset's RDATA, in file order. */
  readonly live: readonly number[];
  /** Indices into `live`: who is first, turn by turn. Length at least 1 when `live` is not empty. */
  readonly wheel: readonly number[];
  /** An Extended DNS Error for clients that sent EDNS; absent when nothing is amiss. */
  readonly explanation?: { readonly code: number; readonly text: string };
}

// Int32 words of a pool's slot, then of each of its two buffers.
const VERSION = 0;
const MEMBERS = 1;
const WHEEL = 2;
const SLOT_HEADER = 3;
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

/** The size of one pool's slot in Int32 words, for at most `members` members and a wheel of at most `wheel` places. */
export function slotWords(members: number, wheel: number): number {
  return SLOT_HEADER + 2 * bufferWords(members, wheel);
}

/** Prepares a zeroed slot at word offset `slot` and writes its first lineup. */
export function initSlot(
  table: Int32Array,
  slot: number,
  members: number,
  wheel: number,
  first: Lineup,
): void {
  table[slot + MEMBERS] = members;
  table[slot + WHEEL] = wheel;
  writeLineup(table, slot, first);
}

/**
 * Publishes a lineup to all readers.
 * @throws RangeError when it does not fit the slot: a programming error.
 */
export function writeLineup(table: Int32Array, slot: number, lineup: Lineup): void {
  const members = table[slot + MEMBERS];
  const wheel = table[slot + WHEEL];
  if (lineup.live.length > members || lineup.wheel.length > wheel)
    throw new RangeError('the lineup does not fit its slot');
  const version = Atomics.load(table, slot + VERSION);
  const base = slot + SLOT_HEADER + ((version + 1) & 1) * bufferWords(members, wheel);
  table[base + ACTION] = lineup.action;
  table[base + LIVE_COUNT] = lineup.live.length;
  table[base + WHEEL_LENGTH] = lineup.wheel.length;
  table.set(lineup.live, base + BUFFER_HEADER);
  table.set(lineup.wheel, base + BUFFER_HEADER + members);
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

/** A reader's copy of one lineup, ordered for one answer; allocated once per thread. */
export class LineupReader {
  action = 0;
  /** How many entries of `order` count. */
  count = 0;
  /** Member indices in the order of this answer. */
  readonly order = new Int32Array(MAX_RECORDS);
  edeCode = -1;
  edeLength = 0;
  readonly edeText = new Uint8Array(EDE_WORDS * 4);

  /**
   * Copies the lineup for one answer.
   * @param bytes the same memory as `table`, as octets
   * @param turn the pool's counter before this answer, unsigned
   */
  read(table: Int32Array, bytes: Uint8Array, slot: number, turn: number): void {
    const members = table[slot + MEMBERS];
    const wheel = table[slot + WHEEL];
    for (let attempt = 0; attempt < 8; attempt++) {
      const version = Atomics.load(table, slot + VERSION);
      const base = slot + SLOT_HEADER + (version & 1) * bufferWords(members, wheel);
      this.#copy(table, bytes, base, members, wheel, turn);
      if (Atomics.load(table, slot + VERSION) === version) return;
    }
  }

  #copy(
    table: Int32Array,
    bytes: Uint8Array,
    base: number,
    members: number,
    wheel: number,
    turn: number,
  ): void {
    this.action = table[base + ACTION];
    const count = Math.min(table[base + LIVE_COUNT], members);
    this.count = count;
    const live = base + BUFFER_HEADER;
    const wheelLength = table[base + WHEEL_LENGTH];
    let at = wheelLength === 0 ? 0 : table[live + members + (turn % wheelLength)];
    for (let index = 0; index < count; index++) {
      if (at >= count) at = 0;
      this.order[index] = table[live + at++];
    }
    this.edeCode = table[base + EDE_CODE];
    if (this.edeCode < 0) return;
    const length = Math.min(table[base + EDE_LENGTH], MAX_EXPLANATION);
    this.edeLength = length;
    const from = (live + members + wheel) * 4 + table.byteOffset;
    for (let index = 0; index < length; index++) this.edeText[index] = bytes[from + index];
  }
}
