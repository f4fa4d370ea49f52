// Which queries may be answered with what an earlier one was answered, and which of their bits the answer depends on.
import type { Question } from '../../answer/question.js';
import { CLASS, RECORD_FIXED } from '../../dns/constants.js';
import { COUNT_AT, countOf, FLAGS_AT, HIGH, LOW } from '../../dns/header.js';
import { TYPE } from '../../dns/types.js';
import { hopOptions } from '../hop-options.js';

/** Bits of a variant beside those of the header: they do not stand where RD, AD and CD do. */
export const EDNS = 0x02;
export const DO = 0x04;

/** Bits that make an answer say more, but not something else: without them it has no AD, and no OPT, which keepable.ts has at its end. */
const SURPLUS = LOW.AD | EDNS;

/**
 * Sets of bits that a query has not, so that the answer to one that has them does for it, too: in turn, each from the one before.
 * With DO, AD makes no difference.
 * @param former 0 for the first
 * @returns 0 when there are no more
 */
export function surplusBits(variant: number, former: number): number {
  // The next larger number that has no other bits than these.
  const free = (variant & DO) === 0 ? SURPLUS & ~variant : 0;
  return ((former | ~free) + 1) & free;
}

/**
 * A variant without the bits that make an answer say more: what is the answer to it does, for want of a better one, for the time when
 * upstreams do not answer. With DO there is none, for signatures would be missing.
 */
export function lessThan(variant: number): number {
  return (variant & DO) === 0 ? variant & ~SURPLUS : variant;
}

/** The bits of a variant in words, such as `rd edns do`. */
export function variantText(variant: number): string {
  const bits = { rd: HIGH.RD, ad: LOW.AD, cd: LOW.CD, edns: EDNS, do: DO };
  const set = Object.entries(bits).filter(([, bit]) => (variant & bit) !== 0);
  return set.map(([name]) => name).join(' ');
}

/** Returned by {@link variantOf} for a query that is not plain. */
export const NOT_PLAIN = -1;

/**
 * The bits of a query that its answer depends on besides the question: RD, AD, CD, DO, and whether it has an OPT.
 * @param question a query as it was parsed; `end` is the offset one past it
 * @returns 0 to 255, or {@link NOT_PLAIN}: with a signature, an option that goes upstream, or bits that no plain query has set
 */
export function variantOf(question: Question, end: number): number {
  const { input, start, qclass, qtype } = question;
  const high = input[start + FLAGS_AT.HIGH];
  const low = input[start + FLAGS_AT.LOW];
  if ((high & ~HIGH.RD) !== 0 || (low & ~(LOW.AD | LOW.CD)) !== 0) return NOT_PLAIN;
  if (qclass !== CLASS.IN || qtype === TYPE.ANY) return NOT_PLAIN;
  const others = countOf(input, COUNT_AT.ANSWER, start) | countOf(input, COUNT_AT.AUTHORITY, start);
  const additional = countOf(input, COUNT_AT.ADDITIONAL, start);
  const bits = high | low;
  if (others !== 0 || additional > 1) return NOT_PLAIN;
  if (additional === 0) return bits;
  const fixed = start + question.questionEnd + 1;
  if (!question.hasEdns || !isPlainOpt(input, fixed, end)) return NOT_PLAIN;
  // Who asks with DO sees AD in any case (RFC 6840 §5.8).
  return question.dnssecOk ? (bits & ~LOW.AD) | EDNS | DO : bits | EDNS;
}

/** Whether an OPT that was parsed has version 0, no flag but DO, and only options that end here. */
function isPlainOpt(input: Uint8Array, fixed: number, end: number): boolean {
  if (input[fixed + 4] !== 0 || input[fixed + 5] !== 0) return false;
  if ((input[fixed + 6] & 0x7f) !== 0 || input[fixed + 7] !== 0) return false;
  for (let at = fixed + RECORD_FIXED; at < end; at += 4 + ((input[at + 2] << 8) | input[at + 3]))
    if (!hopOptions.has((input[at] << 8) | input[at + 1])) return false;
  return true;
}
