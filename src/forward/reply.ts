// Whether a message is the reply to a query that was sent upstream (RFC 5452 §9.1).
import { COUNT_AT, countOf, HEADER_LENGTH, isResponse, opcodeOf, setId } from '../dns/header.js';

/** What a message is to a query, whatever its id. */
export const REPLY = {
  /** It has the query's question. */
  WHOLE: 0,
  /** It has no question: all that it may say is that the upstream does not answer. */
  BARE: 1,
  /** Anything else. */
  FOREIGN: 2,
} as const;
export type Reply = (typeof REPLY)[keyof typeof REPLY];

/** Two octets that are equal but for the case of an ASCII letter. */
function areOneLetter(one: number, other: number): boolean {
  const lower = one | 0x20;
  return lower === (other | 0x20) && lower >= 0x61 && lower <= 0x7a;
}

/**
 * Judges a message by QR, opcode, QDCOUNT and the question, whose letters may be of either case (RFC 4343 §3).
 * @param query as it was sent; `questionEnd` is the offset just past its question
 */
export function compareReply(message: Uint8Array, query: Uint8Array, questionEnd: number): Reply {
  if (message.length < HEADER_LENGTH || !isResponse(message)) return REPLY.FOREIGN;
  if (opcodeOf(message) !== opcodeOf(query)) return REPLY.FOREIGN;
  const questions = countOf(message, COUNT_AT.QUESTION);
  if (questions === 0) return REPLY.BARE;
  if (questions !== 1 || message.length < questionEnd) return REPLY.FOREIGN;
  const typeAt = questionEnd - 4;
  for (let at = HEADER_LENGTH; at < questionEnd; at++) {
    if (message[at] === query[at]) continue;
    if (at >= typeAt || !areOneLetter(message[at], query[at])) return REPLY.FOREIGN;
  }
  return REPLY.WHOLE;
}

/** A copy of the message under another id. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  const copy = Uint8Array.prototype.slice.call(message);
  setId(copy, id);
  return copy;
}
