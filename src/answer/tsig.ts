// TSIG (RFC 8945) as a server without keys meets it: a signed query is answered with BADKEY, one signed wrongly with FORMERR.
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT } from '../dns/header.js';

const BADKEY = 17;
/** Time signed and fudge, which the answer repeats. */
const TIME = 8;
/** MAC size, original id, error and other length of an answer without a MAC. */
const REST = 8;

/** Scratch memory for the TSIG record of one query. */
export class Tsig {
  /** Where its owner, the key, begins in the input; 0 without one. */
  at = 0;
  #fixed = 0;
  #algorithmEnd = 0;

  /**
   * Reads the record whose owner is at `at` and whose type is at `fixed`.
   * @returns whether it is well formed (RFC 8945 §4.2): class ANY, names written out, the lengths of its fields right
   */
  read(input: Uint8Array, at: number, fixed: number, end: number): boolean {
    const u16 = (from: number) => (input[from] << 8) | input[from + 1];
    if (u16(fixed + 2) !== CLASS.ANY || plainNameEnd(input, at, end) !== fixed) return false;
    const algorithmEnd = plainNameEnd(input, fixed + RECORD_FIXED, end);
    const macAt = algorithmEnd + TIME + 2;
    if (algorithmEnd < 0 || macAt > end) return false;
    const otherAt = macAt + u16(macAt - 2) + 6;
    if (otherAt > end || otherAt + u16(otherAt - 2) !== end) return false;
    this.at = at;
    this.#fixed = fixed;
    this.#algorithmEnd = algorithmEnd;
    return true;
  }

  /**
   * Adds the record of an answer that is not signed, because the key is not known here (RFC 8945 §5.2.1), to the message of
   * `length` octets at `out[base]`; nothing when it would become longer than `limit`.
   * @returns the length of the message
   */
  writeBadKey(input: Uint8Array, out: Uint8Array, base: number, length: number, limit: number): number {
    const copied = this.#algorithmEnd - this.at + TIME;
    if (length + copied + REST > limit) return length;
    let to = base + length;
    // Key, fixed part, algorithm and times are those of the query.
    for (let index = 0; index < copied; index++) out[to + index] = input[this.at + index];
    const fixed = to + this.#fixed - this.at;
    to += copied;
    const dataLength = to + REST - fixed - RECORD_FIXED;
    out[fixed + 8] = dataLength >> 8;
    out[fixed + 9] = dataLength & 0xff;
    for (let index = 0; index < REST; index++) out[to + index] = 0;
    out[to + 2] = out[base];
    out[to + 3] = out[base + 1];
    out[to + 5] = BADKEY;
    out[base + COUNT_AT.ADDITIONAL + 1]++;
    return to + REST - base;
  }
}

/** The offset behind an uncompressed name, or -1. */
function plainNameEnd(input: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && input[at] !== 0) {
    if (input[at] > 63) return -1;
    at += input[at] + 1;
  }
  return at < end ? at + 1 : -1;
}
