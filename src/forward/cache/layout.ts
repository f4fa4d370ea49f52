// How the table of answers lies in shared memory: sets of a few slots, each with the tags of its slots in one place.
import type { Question } from '../../answer/question.js';

/** Slots of one set: an answer may stand in any of them. Their tags fill a line of the processor's cache. */
export const WAYS = 16;

/** Int32 words at the head of a slot. */
export const SLOT = {
  /** See image/seqlock.ts. */
  SEQUENCE: 0,
  /** QTYPE and, in the lowest octet, the variant of the query. */
  KEY: 1,
  ROUTE: 2,
  /** Seconds of the clock when it was stored, from when on it is not to be used, and when it was last used. */
  STORED: 3,
  EXPIRES: 4,
  USED: 5,
  /** Octets of the message. */
  LENGTH: 6,
  /** Where in the message the type of OPT stands; 0 without OPT. */
  OPT_AT: 7,
  /** How many TTLs are to be counted down; where they stand follows the message. */
  TTLS: 8,
} as const;

const HEAD_WORDS = 16;
/** Octets before the message, which is kept with its question in lower case. */
export const HEAD = HEAD_WORDS * 4;
/** Octets for a message with the places of its TTLs, of two octets each: an answer of the size that this server takes over UDP. */
export const ROOM = 1280;
const SLOT_OCTETS = HEAD + ROOM;

/** How many sets there are for so many answers, at least 1. */
export function setsFor(entries: number): number {
  return Math.ceil(entries / WAYS);
}

/** Octets of a table with so many sets. */
export function tableOctets(sets: number): number {
  return sets * WAYS * (4 + SLOT_OCTETS);
}

/** The number of sets in a table of so many octets. */
export function setsIn(octets: number): number {
  return octets / tableOctets(1);
}

/** Where the slot of a place in the index begins. */
export function slotAt(sets: number, place: number): number {
  return sets * WAYS * 4 + place * SLOT_OCTETS;
}

const SPREAD = 0x9e3779b1 | 0;

/** See {@link SLOT.KEY}. */
export function keyOf({ qtype }: Question, variant: number): number {
  return (qtype << 8) | variant;
}

/** What stands for a key in the index, never 0. */
export function tagOf({ name }: Question, key: number, route: number): number {
  const value = Math.imul(name.hash[0] ^ key, SPREAD) ^ Math.imul(route + 1, SPREAD);
  return (value ^ (value >>> 15)) | 1;
}

/** The set of a tag. */
export function setOf(tag: number, sets: number): number {
  return (tag >>> 1) % sets;
}
