// The preferences of a pool in its slot of the lineup table: networks of clients and views, each with its turns and a bit per member.
import { createHash } from 'node:crypto';
import type { Preference, Prefix } from '../zone/preference.js';

/** Words of an entry, before the bits of its members. LENGTH is that of the prefix in bits, FAMILY the octets of its address, or VIEW. */
const PREFERENCE = { FAMILY: 0, LENGTH: 1, TURN: 2, ADDRESS: 3, BITS: 7 } as const;

/** In place of a family: the address is the mark of a view. */
const VIEW = 1;
const MARK_WORDS = 4;

/** What stands for the name of a view: the same in all processes, whatever other views there are. */
export type ViewMark = Int32Array;

/** 128 bits of SHA-256: no two names have the same. */
export function viewMark(name: string): ViewMark {
  const digest = createHash('sha256').update(name).digest();
  return Int32Array.from({ length: MARK_WORDS }, (_, word) => digest.readInt32BE(word * 4));
}

/** The words of one entry. @param members of the pool */
export function preferenceWords(members: number): number {
  return PREFERENCE.BITS + ((members + 31) >> 5);
}

/** Writes entries to a zeroed table, from word `at` on. */
export function writePreferences(
  table: Int32Array,
  at: number,
  preferences: readonly Preference[],
  members: number,
): void {
  preferences.forEach((preference, number) => {
    const entry = at + number * preferenceWords(members);
    if ('view' in preference) writeView(table, entry, preference.view);
    else writeNetwork(table, entry, preference);
    for (const member of preference.members)
      table[entry + PREFERENCE.BITS + (member >> 5)] |= 1 << (member & 31);
  });
}

function writeView(table: Int32Array, entry: number, view: string): void {
  table[entry + PREFERENCE.FAMILY] = VIEW;
  table.set(viewMark(view), entry + PREFERENCE.ADDRESS);
}

function writeNetwork(table: Int32Array, entry: number, { address, length }: Prefix): void {
  table[entry + PREFERENCE.FAMILY] = address.length;
  table[entry + PREFERENCE.LENGTH] = length;
  address.forEach((octet, index) => {
    table[entry + PREFERENCE.ADDRESS + (index >> 2)] |= octet << (24 - 8 * (index & 3));
  });
}

/** Whether an entry is for the clients of a view. */
export function isOfView(table: Int32Array, entry: number, mark: ViewMark): boolean {
  if (table[entry + PREFERENCE.FAMILY] !== VIEW) return false;
  for (let word = 0; word < MARK_WORDS; word++)
    if (table[entry + PREFERENCE.ADDRESS + word] !== mark[word]) return false;
  return true;
}

/** Whether a record is that of a member which the entry prefers. @param words of the entry */
export function isPreferred(table: Int32Array, entry: number, words: number, member: number): boolean {
  const word = PREFERENCE.BITS + (member >> 5);
  // Fallback addresses stand behind the members.
  return word < words && (table[entry + word] & (1 << (member & 31))) !== 0;
}

/** Octets of the addresses that an entry is about: 4 or 16; another number for a view. */
export function preferenceFamily(table: Int32Array, entry: number): number {
  return table[entry + PREFERENCE.FAMILY];
}

/** The length of an entry's prefix in bits. */
export function preferenceLength(table: Int32Array, entry: number): number {
  return table[entry + PREFERENCE.LENGTH];
}

/** A word of an entry's address, big-endian. */
export function preferenceAddress(table: Int32Array, entry: number, word: number): number {
  return table[entry + PREFERENCE.ADDRESS + word];
}

/** Takes the turn of an entry and moves it on, for all threads. @returns it, unsigned */
export function takePreferenceTurn(table: Int32Array, entry: number): number {
  return Atomics.add(table, entry + PREFERENCE.TURN, 1) >>> 0;
}
