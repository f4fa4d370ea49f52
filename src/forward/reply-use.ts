// What the reply of an upstream is good for.
import { RCODE } from '../dns/constants.js';
import { headerRcode, isTruncated } from '../dns/header.js';
import { REPLY, type Reply } from './reply.js';
import { isWellFormed } from './well-formed.js';

const { FORMERR, NOTIMP, REFUSED, SERVFAIL } = RCODE;

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

/** @param message its TTLs are mended, as {@link isWellFormed} does */
export function useOf(message: Uint8Array, reply: Reply, questionEnd: number): Use {
  const rcode = headerRcode(message);
  if (rcode === FORMERR || rcode === NOTIMP) return USE.NO_EDNS;
  if (reply === REPLY.BARE || rcode === REFUSED || rcode === SERVFAIL) return USE.NONE;
  if (isTruncated(message)) return USE.CUT;
  return isWellFormed(message, questionEnd) ? USE.ANSWER : USE.NONE;
}
