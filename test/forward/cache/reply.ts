// Replies of an upstream, put together record by record; the owner of each is the name that was asked for.
import { fromHex } from '../../support/query.js';

export interface RecordText {
  readonly type: number;
  readonly ttl: number;
  /** RDATA as hexadecimal digits. */
  readonly rdata?: string;
}

export interface ReplyText {
  readonly rcode?: number;
  /** Octets 2 and 3 of the header but for the rcode; QR, RD and RA when absent. */
  readonly flags?: readonly [number, number];
  readonly answer?: readonly RecordText[];
  readonly authority?: readonly RecordText[];
  readonly additional?: readonly RecordText[];
  /** Options of the OPT in hexadecimal digits; no OPT when absent. */
  readonly options?: string;
}

/** The offset just past the only question of a well-formed query. */
export function questionEndOf(query: Uint8Array): number {
  let at = 12;
  while (query[at] !== 0) at += query[at] + 1;
  return at + 5;
}

function record({ type, ttl, rdata = '' }: RecordText): Buffer {
  const data = fromHex(rdata);
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(type, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(ttl, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}

function opt(options: string): Buffer {
  const data = fromHex(options);
  const fixed = Buffer.from(fromHex('00 0029 04d0 00000000 0000'));
  fixed.writeUInt16BE(data.length, 9);
  return Buffer.concat([fixed, data]);
}

/** The reply to a query. */
export function replyTo(query: Uint8Array, text: ReplyText): Buffer {
  const { rcode = 0, flags = [0x81, 0x80], answer = [], authority = [], additional = [], options } = text;
  const records = [...answer, ...authority, ...additional].map(record);
  const last = options === undefined ? [] : [opt(options)];
  const reply = Buffer.concat([query.subarray(0, questionEndOf(query)), ...records, ...last]);
  reply[2] = flags[0];
  reply[3] = flags[1] | rcode;
  reply.writeUInt16BE(answer.length, 6);
  reply.writeUInt16BE(authority.length, 8);
  reply.writeUInt16BE(additional.length + last.length, 10);
  return reply;
}

export const A = (ttl: number, last = 1): RecordText => ({ type: 1, ttl, rdata: `c00002 0${last % 10}` });

/** An SOA at the root with this minimum. */
export const soa = (ttl: number, minimum: number): RecordText => ({
  type: 6,
  ttl,
  rdata: `00 00 00000001 00000e10 00000258 00093a80 ${minimum.toString(16).padStart(8, '0')}`,
});
