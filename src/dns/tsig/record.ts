// A TSIG record in a message (RFC 8945 §4.2): where its parts stand, read in place.
import { CLASS, RECORD_FIXED } from '../constants.js';
import { COUNT_AT, countOf, HEADER_LENGTH, setCount, setId } from '../header.js';
import type { Name } from '../name.js';
import { skipName } from '../skip-name.js';
import { TYPE } from '../types.js';

/** Octets of time signed and fudge. */
export const TIMES = 8;
/** Octets of time signed. */
const TIME = 6;
/** Octets of original id, error and the length of other data. */
const REST = 6;

/** What a search for the record of a message finds. */
export const FOUND = { NONE: 0, RECORD: 1, MALFORMED: 2 } as const;
export type Found = (typeof FOUND)[keyof typeof FOUND];

/** The places of one record at a time. Its parts are views of the message, which must outlive them. */
export class TsigRecord {
  /** Where its owner, the name of the key, begins; 0 without a record. */
  at = 0;
  #message: Uint8Array = new Uint8Array(0);
  #fixed = 0;
  #algorithmEnd = 0;
  #otherAt = 0;
  #end = 0;

  /**
   * Reads the record whose owner is at `at` and whose type is at `fixed`.
   * @returns whether it is well formed (RFC 8945 §4.2): class ANY, TTL 0, names written out, the lengths of its fields right
   */
  read(message: Uint8Array, at: number, fixed: number, end: number): boolean {
    const u16 = (from: number) => (message[from] << 8) | message[from + 1];
    if (u16(fixed + 4) !== 0 || u16(fixed + 6) !== 0) return false;
    if (u16(fixed + 2) !== CLASS.ANY || plainNameEnd(message, at, end) !== fixed) return false;
    const algorithmEnd = plainNameEnd(message, fixed + RECORD_FIXED, end);
    const macAt = algorithmEnd + TIMES + 2;
    if (algorithmEnd < 0 || macAt > end) return false;
    const otherAt = macAt + u16(macAt - 2) + REST;
    if (otherAt > end || otherAt + u16(otherAt - 2) !== end) return false;
    this.#message = message;
    this.at = at;
    this.#fixed = fixed;
    this.#algorithmEnd = algorithmEnd;
    this.#otherAt = otherAt;
    this.#end = end;
    return true;
  }

  /**
   * Looks for the record of a whole message: the last one of the additional section, and no other (RFC 8945 §5.1). Other
   * records are not read.
   */
  find(message: Uint8Array): Found {
    this.at = 0;
    if (message.length < HEADER_LENGTH) return FOUND.MALFORMED;
    let at = HEADER_LENGTH;
    for (let left = countOf(message, COUNT_AT.QUESTION); left > 0; left--) {
      at = skipName(message, at, message.length);
      if (at < 0 || at + 4 > message.length) return FOUND.MALFORMED;
      at += 4;
    }
    const additional = countOf(message, COUNT_AT.ADDITIONAL);
    const total = countOf(message, COUNT_AT.ANSWER) + countOf(message, COUNT_AT.AUTHORITY) + additional;
    for (let record = 1; record <= total; record++) {
      const fixed = skipName(message, at, message.length);
      if (fixed < 0 || fixed + RECORD_FIXED > message.length) return FOUND.MALFORMED;
      const next = fixed + RECORD_FIXED + ((message[fixed + 8] << 8) | message[fixed + 9]);
      if (next > message.length) return FOUND.MALFORMED;
      if (((message[fixed] << 8) | message[fixed + 1]) === TYPE.TSIG) {
        const isLast = record === total && additional > 0 && next === message.length;
        return isLast && this.read(message, at, fixed, next) ? FOUND.RECORD : FOUND.MALFORMED;
      }
      at = next;
    }
    return at === message.length ? FOUND.NONE : FOUND.MALFORMED;
  }

  /** The name of the key, in wire form as it was sent. */
  get keyName(): Name {
    return this.#message.subarray(this.at, this.#fixed);
  }

  /** The name of the algorithm, in wire form as it was sent. */
  get algorithm(): Name {
    return this.#message.subarray(this.#fixed + RECORD_FIXED, this.#algorithmEnd);
  }

  /** When it was signed, in seconds since 1970. */
  get timeSeconds(): number {
    return timeIn(this.#message, this.#algorithmEnd);
  }

  /** How far the clocks may be apart. */
  get fudgeSeconds(): number {
    return this.#u16(this.#algorithmEnd + TIME);
  }

  get mac(): Uint8Array {
    return this.#message.subarray(this.#algorithmEnd + TIMES + 2, this.#otherAt - REST);
  }

  /** The id of the message when it was signed; forwarders change the other one (RFC 8945 §4.2). */
  get originalId(): number {
    return this.#u16(this.#otherAt - REST);
  }

  /** See {@link TSIG_ERROR} of dns/tsig/error.ts. */
  get error(): number {
    return this.#u16(this.#otherAt - 4);
  }

  /** With BADTIME the time of the server, see {@link timeIn}. */
  get other(): Uint8Array {
    return this.#message.subarray(this.#otherAt, this.#end);
  }

  /** The octets from the name of the key to the fudge, which an error repeats. */
  get head(): Uint8Array {
    return this.#message.subarray(this.at, this.#algorithmEnd + TIMES);
  }

  /** The header of the message that begins at `start` as it was before it was signed (RFC 8945 §4.3.2). A copy. */
  headerBefore(start: number): Uint8Array {
    // The `slice` of a Buffer is no copy.
    const header = Uint8Array.from(this.#message.subarray(start, start + HEADER_LENGTH));
    setId(header, this.originalId);
    setCount(header, COUNT_AT.ADDITIONAL, countOf(header, COUNT_AT.ADDITIONAL) - 1);
    return header;
  }

  /** What follows the header of the message that begins at `start`, without this record. */
  bodyBefore(start: number): Uint8Array {
    return this.#message.subarray(start + HEADER_LENGTH, this.at);
  }

  #u16(at: number): number {
    return (this.#message[at] << 8) | this.#message[at + 1];
  }
}

/** The 48 bits of seconds since 1970 at `at` (RFC 8945 §4.2). */
export function timeIn(octets: Uint8Array, at = 0): number {
  let seconds = 0;
  for (let index = 0; index < TIME; index++) seconds = seconds * 256 + octets[at + index];
  return seconds;
}

/** Seconds since 1970 in 48 bits. */
export function timeOctets(seconds: number): Uint8Array {
  const octets = new Uint8Array(TIME);
  for (let index = TIME - 1, rest = seconds; index >= 0; index--, rest = Math.floor(rest / 256))
    octets[index] = rest % 256;
  return octets;
}

/** The offset behind an uncompressed name, or -1. */
function plainNameEnd(message: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && message[at] !== 0) {
    if (message[at] > 63) return -1;
    at += message[at] + 1;
  }
  return at < end ? at + 1 : -1;
}
