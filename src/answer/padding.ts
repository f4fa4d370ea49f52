// Padding of answers over encrypted transports, so that their lengths tell little (RFC 7830, RFC 8467).
import { MAX_MESSAGE, OPTION, RECORD_FIXED } from '../dns/constants.js';
import { findOpt } from '../dns/query-opt.js';

/** Answers are padded to a multiple of this (RFC 8467 §4.1). */
const BLOCK = 468;
/** Octets of an option before its data. */
const HEAD = 4;
/** Where the length of the data stands behind the type of a record. */
const LENGTH_AT = 8;

/**
 * Pads the answer that stands at `out[base]` and on, where there is room for the largest message. One that is signed, or has no OPT,
 * stays as it is.
 * @param questionEnd the offset just past its question, from its begin
 * @returns its new length
 */
export function pad(out: Uint8Array, base: number, length: number, questionEnd: number): number {
  const opt = findOpt(out.subarray(base, base + length), questionEnd);
  if (opt === undefined || opt.end !== length || length + HEAD > MAX_MESSAGE) return length;
  const padded = Math.min(MAX_MESSAGE, Math.ceil((length + HEAD) / BLOCK) * BLOCK);
  const at = base + length;
  const zeros = padded - length - HEAD;
  out[at] = OPTION.PADDING >> 8;
  out[at + 1] = OPTION.PADDING;
  out[at + 2] = zeros >> 8;
  out[at + 3] = zeros & 0xff;
  out.fill(0, at + HEAD, base + padded);
  const options = padded - opt.at - RECORD_FIXED;
  out[base + opt.at + LENGTH_AT] = options >> 8;
  out[base + opt.at + LENGTH_AT + 1] = options & 0xff;
  return padded;
}

/** A padded copy of an answer that came from elsewhere. @param questionEnd the offset just past its question */
export function padded(answer: Uint8Array, questionEnd: number): Uint8Array {
  const out = new Uint8Array(Math.min(MAX_MESSAGE, answer.length + HEAD + BLOCK));
  out.set(answer);
  return out.subarray(0, pad(out, 0, answer.length, questionEnd));
}
