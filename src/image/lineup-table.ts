// The shared table of lineups: per pool, which members are live and whose turn comes first. One writer (the health side), any
// number of reading threads.

import type { Preference } from '../zone/preference.js';
import { ARRANGEMENT, type Arrangement, type Lineup, type LineupAction, MAX_EXPLANATION } from './lineup.js';
import {
  COPY,
  copiesAt,
  copyWords,
  EXPLANATION_WORDS,
  hashesAt,
  preferencesAt,
  SLOT,
} from './lineup-slot.js';
import { preferenceWords, writePreferences } from './preference-table.js';
import { beginWrite, copyToWrite, endWrite, sequenceAt, wholeCopy } from './seqlock.js';

/** What a slot has room for, and what is said about all lineups in it. */
export interface SlotPlan {
  /** The most members of a lineup. */
  readonly members: number;
  /** How many records, the first of its RRset, are those of members; as many as `members` when absent. */
  readonly held?: number;
  /** The most places of a wheel. */
  readonly wheel: number;
  /** Of how many records it is counted how often they are handed out; none when absent. */
  readonly places?: number;
  /** One of {@link ARRANGEMENT}; the wheel when absent. */
  readonly arrangement?: Arrangement;
  /** An answer has at most so many members. */
  readonly limit?: number;
  /** Two words that nobody else knows, for {@link ARRANGEMENT.SHUFFLE}. */
  readonly secret?: readonly [number, number];
  /** Of every record, for {@link ARRANGEMENT.STICKY}. */
  readonly hashes?: readonly number[];
  /** Who comes first for which clients; the first that fits counts. */
  readonly preferences?: readonly Preference[];
}

/** The room for what decides about the order: a wheel, or weights. */
function decidingWords({ arrangement, members, wheel }: SlotPlan): number {
  return arrangement === ARRANGEMENT.STICKY ? members : wheel;
}

/** The size of one pool's slot in Int32 words. */
export function slotWords(plan: SlotPlan): number {
  const { members, places = 0, hashes = [], preferences = [] } = plan;
  const fixed = SLOT.WORDS + places + hashes.length + preferences.length * preferenceWords(members);
  return fixed + 2 * copyWords(members, decidingWords(plan));
}

/** Prepares a zeroed slot at word offset `slot` and writes its first lineup. */
export function initSlot(table: Int32Array, slot: number, plan: SlotPlan, first: Lineup): void {
  const { members, held = members, limit = members, arrangement = ARRANGEMENT.WHEEL } = plan;
  const { places = 0, secret = [0, 0], hashes = [], preferences = [] } = plan;
  table[slot + SLOT.MEMBERS] = members;
  table[slot + SLOT.WHEEL] = decidingWords(plan);
  table[slot + SLOT.LIMIT] = limit;
  table[slot + SLOT.ARRANGEMENT] = arrangement;
  table.set(secret, slot + SLOT.SECRET);
  table[slot + SLOT.PLACES] = places;
  table[slot + SLOT.HELD] = held;
  table[slot + SLOT.HASHES] = hashes.length;
  table.set(hashes, hashesAt(table, slot));
  table[slot + SLOT.PREFERENCES] = preferences.length;
  writePreferences(table, preferencesAt(table, slot), preferences, members);
  writeLineup(table, slot, first);
}

/**
 * Publishes a lineup to all readers.
 * @throws RangeError when it does not fit the slot: a programming error.
 */
export function writeLineup(table: Int32Array, slot: number, lineup: Lineup): void {
  const members = table[slot + SLOT.MEMBERS];
  const wheel = table[slot + SLOT.WHEEL];
  const deciding = lineup.weights ?? lineup.wheel;
  if (lineup.live.length > members || deciding.length > wheel)
    throw new RangeError('the lineup does not fit its slot');
  const { text: said = '', clientText } = lineup.explanation ?? {};
  const text = truncateUtf8(clientText ?? said);
  beginWrite(table, slot + SLOT.SEQUENCE);
  const copy = copyToWrite(table, slot + SLOT.SEQUENCE);
  const base = copiesAt(table, slot) + copy * copyWords(members, wheel);
  table[base + COPY.ACTION] = lineup.action;
  table[base + COPY.LIVE] = lineup.live.length;
  table[base + COPY.WHEEL] = deciding.length;
  table.set(lineup.live, base + COPY.WORDS);
  table.set(deciding, base + COPY.WORDS + members);
  table[base + COPY.EDE_CODE] = lineup.explanation === undefined ? -1 : lineup.explanation.code;
  table[base + COPY.EDE_LENGTH] = text.length;
  const words = base + COPY.WORDS + members + wheel;
  new Uint8Array(table.buffer, table.byteOffset + words * 4, EXPLANATION_WORDS * 4).set(text);
  endWrite(table, slot + SLOT.SEQUENCE);
}

/** What was published last: who is handed out, and what is done. For the thread that writes lineups. */
export function publishedLineup(table: Int32Array, slot: number): Pick<Lineup, 'action' | 'live'> {
  const [members, wheel] = [table[slot + SLOT.MEMBERS], table[slot + SLOT.WHEEL]];
  const copy = wholeCopy(sequenceAt(table, slot + SLOT.SEQUENCE));
  const base = copiesAt(table, slot) + copy * copyWords(members, wheel);
  const from = base + COPY.WORDS;
  const live = [...table.subarray(from, from + table[base + COPY.LIVE])];
  return { action: table[base + COPY.ACTION] as LineupAction, live };
}

/** The text as UTF-8 within {@link MAX_EXPLANATION} octets, cut at a character. */
function truncateUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(MAX_EXPLANATION);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}
