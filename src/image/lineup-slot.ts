// How the slot of one pool lies in the lineup table: what never changes, then two copies of its lineup, written by turns.
import { MAX_EXPLANATION } from './lineup.js';
import { preferenceWords } from './preference-table.js';

/**
 * Words of a slot. HELD says how many records its members have. SECRET takes two. PLACES says how many words follow that tell where records are counted, HASHES how many hashes
 * follow these, PREFERENCES how many preferences come then.
 */
export const SLOT = {
  SEQUENCE: 0,
  MEMBERS: 1,
  WHEEL: 2,
  LIMIT: 3,
  ARRANGEMENT: 4,
  SECRET: 5,
  HASHES: 7,
  PREFERENCES: 8,
  PLACES: 9,
  HELD: 10,
  WORDS: 11,
} as const;

/** In place of LIMIT: the answer itself finds which members this client gets. No pool has so many. */
export const AUTO_LIMIT = 0x7fff_ffff;

/** Words of a copy. The live members follow, then the wheel or the weights, then the text of the Extended DNS Error. */
export const COPY = { ACTION: 0, LIVE: 1, WHEEL: 2, EDE_CODE: 3, EDE_LENGTH: 4, WORDS: 5 } as const;

export const EXPLANATION_WORDS = Math.ceil(MAX_EXPLANATION / 4);

/** The words of one copy of a lineup. @param wheel room for what decides about the order: a wheel, or weights */
export function copyWords(members: number, wheel: number): number {
  return COPY.WORDS + members + wheel + EXPLANATION_WORDS;
}

/** Where the copies of a slot begin. */
export function copiesAt(table: Int32Array, slot: number): number {
  return preferencesAt(table, slot) + table[slot + SLOT.PREFERENCES] * preferenceSize(table, slot);
}

/** Where the hashes of the records stand. */
export function hashesAt(table: Int32Array, slot: number): number {
  return slot + SLOT.WORDS + table[slot + SLOT.PLACES];
}

/** How many preferences a pool has. */
export function preferenceCount(table: Int32Array, slot: number): number {
  return table[slot + SLOT.PREFERENCES];
}

/** Where the first of them stands. */
export function preferencesAt(table: Int32Array, slot: number): number {
  return hashesAt(table, slot) + table[slot + SLOT.HASHES];
}

/** The words of each of them. */
export function preferenceSize(table: Int32Array, slot: number): number {
  return preferenceWords(table[slot + SLOT.MEMBERS]);
}

/** The most places that a wheel in a slot may have. */
export function wheelRoom(table: Int32Array, slot: number): number {
  return table[slot + SLOT.WHEEL];
}

/** Where answers with a record are counted, see answer/tally.ts; 0 when they are not. */
export function placeOf(table: Int32Array, slot: number, record: number): number {
  return record < table[slot + SLOT.PLACES] ? table[slot + SLOT.WORDS + record] / 2 : 0;
}

/** Has answers with a record counted in a place, in a slot with room for places. Each place has two counters. */
export function setPlace(table: Int32Array, slot: number, record: number, place: number): void {
  if (record < table[slot + SLOT.PLACES]) table[slot + SLOT.WORDS + record] = place * 2;
}
