// Whether a message is the reply to a query that was sent upstream (RFC 5452 §9.1).

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
  if ((reply[2] & 0x80) === 0 || ((reply[2] ^ query[2]) & 0x78) !== 0) return 'foreign';
  if (reply[4] !== 0 || reply[5] !== 1) return 'foreign';
  for (let at = 12; at < questionEnd; at++) if (reply[at] !== query[at]) return 'foreign';
  return ((reply[0] << 8) | reply[1]) === id ? 'match' : 'near-miss';
}

/** Whether the TC bit is set (RFC 1035 §4.1.1). */
export function isTruncated(message: Uint8Array): boolean {
  return (message[2] & 0x02) !== 0;
}

/** The four RCODE bits of the header. */
export function headerRcode(message: Uint8Array): number {
  return message[3] & 0x0f;
}

/** A copy of the message under another id. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  const copy = Uint8Array.prototype.slice.call(message);
  copy[0] = id >> 8;
  copy[1] = id & 0xff;
  return copy;
}
