// What the reply of an upstream is good for.
import { RCODE } from '../dns/constants.js';
import { COUNT_AT, countOf, headerRcode, isTruncated } from '../dns/header.js';
import { findOpt } from '../dns/query-opt.js';
import { REPLY, type Reply } from './reply.js';
import { isWellFormed } from './well-formed.js';

const { BADVERS, FORMERR, NOERROR, NOTIMP, REFUSED, SERVFAIL } = RCODE;
/** From the type of an OPT to the upper bits of the RCODE (RFC 6891 §6.1.3). */
const UPPER_RCODE_AT = 4;

export const USE = {
  /** It is the answer. */
  ANSWER: 0,
  /** It is the answer as far as it goes. */
  CUT: 1,
  /** The upstream may not know EDNS. */
  NO_EDNS: 2,
  /** Another upstream may do better: it does not want to answer, or cannot, or what it says cannot be read. */
  NONE: 3,
} as const;
export type Use = (typeof USE)[keyof typeof USE];

/**
 * @param message its TTLs are mended, as {@link isWellFormed} does
 * @param needsAll whether a part is of no use: it came in the way that has room for all, to who can take all
 */
export function useOf(message: Uint8Array, reply: Reply, questionEnd: number, needsAll = false): Use {
  const rcode = headerRcode(message);
  if (rcode === FORMERR || rcode === NOTIMP || isBadVersion(message, questionEnd)) return USE.NO_EDNS;
  if (reply === REPLY.BARE || rcode === REFUSED || rcode === SERVFAIL) return USE.NONE;
  if (isTruncated(message)) return needsAll ? USE.NONE : USE.CUT;
  return isWellFormed(message, questionEnd) ? USE.ANSWER : USE.NONE;
}

/** Whether it says that it does not speak this version of EDNS, which each server has to: it means that it speaks none. */
function isBadVersion(message: Uint8Array, questionEnd: number): boolean {
  if (headerRcode(message) !== NOERROR || countOf(message, COUNT_AT.ANSWER) > 0) return false;
  const opt = findOpt(message, questionEnd);
  return opt !== undefined && message[opt.at + UPPER_RCODE_AT] === BADVERS >> 4;
}
