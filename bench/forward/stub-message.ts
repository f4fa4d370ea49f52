// The least of the protocol that a stub upstream needs: what is asked, and an answer to it.

const HEADER = 12;
const TYPE_A = 1;
const ANSWER = Buffer.from([0xc0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
const OPT = Buffer.from([0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0]);
const TTL_AT = 6;
const ADDRESS_AT = 12;

/** The octet after the question. */
export function endOfQuestion(query: Uint8Array): number {
  let at = HEADER;
  while (at < query.length && query[at] !== 0) at += 1 + query[at];
  return at + 5;
}

/** The name that is asked for, as octets in a string, lower case. */
export function nameOf(query: Buffer): string {
  return query.toString('latin1', HEADER, endOfQuestion(query) - 4).toLowerCase();
}

/** An answer with one address for type A, and none for other types. @param address its four octets */
export function answerTo(query: Buffer, address: readonly number[], ttlSeconds = 0): Buffer {
  const end = endOfQuestion(query);
  const isA = query.readUInt16BE(end - 4) === TYPE_A;
  const hasOpt = query.readUInt16BE(10) > 0;
  const reply = Buffer.concat([
    query.subarray(0, end),
    isA ? ANSWER : Buffer.alloc(0),
    hasOpt ? OPT : Buffer.alloc(0),
  ]);
  reply[2] = 0x80 | (query[2] & 0x01);
  reply[3] = 0x80;
  reply.writeUInt16BE(isA ? 1 : 0, 6);
  reply.writeUInt16BE(0, 8);
  reply.writeUInt16BE(hasOpt ? 1 : 0, 10);
  if (!isA) return reply;
  reply.writeUInt32BE(ttlSeconds, end + TTL_AT);
  reply.set(address, end + ADDRESS_AT);
  return reply;
}
