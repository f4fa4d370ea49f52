// How the table of answers lies in shared memory: a head, then for each size of slot locks, tags and slots in sets of a few.
import { randomFillSync } from 'node:crypto';
import type { Question } from '../../answer/question.js';

/** Slots of one set: an answer may stand in any of them. Their tags fill a line of the processor's cache. */
export const WAYS = 16;

/** Int32 words at the head of a slot. */
export const SLOT = {
  /** See image/seqlock.ts. */
  SEQUENCE: 0,
  /** QTYPE and, in the lowest octet, the variant of the query. */
  KEY: 1,
  /** See route-key.ts. */
  ROUTE: 2,
  /** Whole seconds of the clock when it was last used. */
  USED: 3,
  /** Octets of the message. */
  LENGTH: 4,
  /** Where in the message the type of OPT stands; 0 without OPT. */
  OPT_AT: 5,
  /** How many TTLs are to be counted down; where they stand follows the message. */
  TTLS: 6,
  /** How often clients were answered with it, as far as {@link POPULAR}. */
  ASKED: 7,
  /** Until which second nobody else is to refresh it, and until which second it is given out stale without asking upstream. */
  CLAIMED: 8,
  HELD: 9,
  /** 1 when clients were answered with it or one before it that often, see {@link POPULAR}. */
  KNOWN: 14,
} as const;

/** Float64 places at the head of a slot: seconds of the clock with their fraction. */
export const MOMENT = {
  /** When it was asked for, and from when on it is not fresh any more. */
  STORED: 5,
  EXPIRES: 6,
} as const;

/** An answer that was asked for so often within its time is worth refreshing before it expires. */
export const POPULAR = 2;

const SLOT_WORDS = 16;
/** Octets before the message, which is kept with its question in lower case. */
export const HEAD = SLOT_WORDS * 4;

/** Int32 words at the head of the table. */
export const TABLE = {
  /** Sets of small and of large slots. */
  SMALL_SETS: 0,
  LARGE_SETS: 1,
  /** For how many seconds an answer is given out after its time; 0: not at all. */
  STALE_SECONDS: 2,
  /** 1 when popular answers are refreshed before they expire. */
  PREFETCHES: 3,
  /** See settings.ts; in seconds. */
  MIN_TTL: 4,
  MAX_TTL: 5,
  MAX_NEGATIVE: 6,
  /** Slots in use. */
  ENTRIES: 7,
  /** Numbers of the next place to write and to read in the ring of slots that are due to be refreshed. */
  DUE_WRITTEN: 8,
  DUE_READ: 9,
  /** For how many answers it was made. */
  SIZE: 10,
  /** Two words that nobody outside knows: who did could choose names that push out one another. */
  SECRET: 11,
  /** See settings.ts; in seconds. */
  BARE_NEGATIVE: 13,
  /** The ring: offsets of slots, in units of {@link HEAD}; 0 for none. */
  DUE: 64,
} as const;

/** How many slots may wait to be refreshed: a power of two, so that their numbers may go round. */
export const MAX_DUE = 256;
/** BigInt64 places at the head of the table, from here on one for each counter of counters.ts. */
export const COUNTERS_AT = 8;
const TABLE_OCTETS = (TABLE.DUE + MAX_DUE) * 4;

/** Octets of a slot for a message with the places of its TTLs, of two octets each. */
const SMALL_ROOM = 1280;
/** Answers with signatures and long texts: what a client over UDP may take at most, nearly. */
const LARGE_ROOM = 4096 - HEAD;
/** For so many small slots there is one large slot: together these take a fifth of the memory of those. */
const SMALL_FOR_LARGE = 16;

/** The slots of one size. */
export interface SlotClass {
  readonly sets: number;
  /** The word of the first lock, that of the first tag, and the offset of the first slot. */
  readonly lockAt: number;
  readonly tagAt: number;
  readonly slotsAt: number;
  /** Octets of a slot for the message and the places of its TTLs. */
  readonly room: number;
}

/** How many sets of small slots there are for so many answers, at least 1. */
export function setsFor(entries: number): number {
  return Math.ceil(entries / WAYS);
}

/** Sets of large slots beside so many sets of small ones. */
function largeSetsFor(smallSets: number): number {
  return Math.ceil(smallSets / SMALL_FOR_LARGE);
}

function classAt(from: number, sets: number, room: number): SlotClass {
  const lockAt = from / 4;
  // Locks are not to share a line of the processor's cache with tags.
  const tagAt = lockAt + Math.ceil(sets / WAYS) * WAYS;
  return { sets, lockAt, tagAt, slotsAt: (tagAt + sets * WAYS) * 4, room };
}

function endOf({ slotsAt, sets, room }: SlotClass): number {
  return slotsAt + sets * WAYS * (HEAD + room);
}

function classesOf(smallSets: number): readonly [SlotClass, SlotClass] {
  const small = classAt(TABLE_OCTETS, smallSets, SMALL_ROOM);
  return [small, classAt(endOf(small), largeSetsFor(smallSets), LARGE_ROOM)];
}

/** A new table with room for so many answers. Memory is taken as it is filled. */
export function makeTable(entries: number): SharedArrayBuffer {
  const sets = setsFor(entries);
  const memory = new SharedArrayBuffer(endOf(classesOf(sets)[1]));
  const words = new Int32Array(memory, 0, TABLE.DUE);
  words.set(randomFillSync(new Int32Array(2)), TABLE.SECRET);
  words[TABLE.SIZE] = entries;
  words[TABLE.SMALL_SETS] = sets;
  words[TABLE.LARGE_SETS] = largeSetsFor(sets);
  return memory;
}

/** The small and the large slots of a table. */
export function slotClasses(memory: SharedArrayBuffer): readonly [SlotClass, SlotClass] {
  return classesOf(new Int32Array(memory, 0, TABLE.DUE)[TABLE.SMALL_SETS]);
}

/** Where the slot of a tag begins. @param tag its number, from the first of the class on */
export function slotAt({ slotsAt, room }: SlotClass, tag: number): number {
  return slotsAt + tag * (HEAD + room);
}

const SPREAD = 0x9e3779b1 | 0;

/** See {@link SLOT.KEY}. */
export function keyOf({ qtype }: Question, variant: number): number {
  return (qtype << 8) | variant;
}

/** What stands for a key in the index, never 0. @param hash that of the name, see secret-hash.ts */
export function tagOf(hash: number, key: number, route: number): number {
  const value = Math.imul(hash ^ key, SPREAD) ^ Math.imul(route + 1, SPREAD);
  return (value ^ (value >>> 15)) | 1;
}

/** The set of a tag. */
export function setOf(tag: number, sets: number): number {
  return (tag >>> 1) % sets;
}
