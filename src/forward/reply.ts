// Whether a message is the reply to a query that was sent upstream (RFC 5452 §9.1).
import { COUNT_AT, countOf, HEADER_LENGTH, idOf, isResponse, opcodeOf, setId } from '../dns/header.js';

/**
 * - `match`: the reply to this query.
 * - `near-miss`: right in everything but the id, as a guess of somebody else would be.
 * - `foreign`: anything else.
 */
export type ReplyVerdict = 'match' | 'near-miss' | 'foreign';

/**
 * Judges a message by QR, opcode, QDCOUNT, the octets of the question (case too) and the id.
 * @param query the query as sent but for its id
 * @param questionEnd the offset just past the query's question
 * @param id the id under which the query was sent
 */
export function judgeReply(
  reply: Uint8Array,
  query: Uint8Array,
  questionEnd: number,
  id: number,
): ReplyVerdict {
  if (reply.length < questionEnd) return 'foreign';
  if (!isResponse(reply) || opcodeOf(reply) !== opcodeOf(query)) return 'foreign';
  if (countOf(reply, COUNT_AT.QUESTION) !== 1) return 'foreign';
  for (let at = HEADER_LENGTH; at < questionEnd; at++) if (reply[at] !== query[at]) return 'foreign';
  return idOf(reply) === id ? 'match' : 'near-miss';
}

/** A copy of the message under another id. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  const copy = Uint8Array.prototype.slice.call(message);
  setId(copy, id);
  return copy;
}
