// EDNS options between this server and an upstream on a stream: how long a connection may idle, and padding.
import { OPTION, RECORD_FIXED } from '../../dns/constants.js';
import { findOpt } from '../../dns/query-opt.js';
import { withId } from '../reply.js';

const HEAD = 4;
/** Queries are padded to a multiple of this (RFC 8467 §4.1). */
const BLOCK = 128;
/** RDLENGTH stands behind type, class and TTL. */
const LENGTH_AT = 8;
/** RFC 7828 §3.1. */
const KEEPALIVE_UNIT_MS = 100;

/**
 * The query as it goes over a stream: under its id, and with an empty edns-tcp-keepalive (RFC 7828 §3.2.1) and, where it is
 * encrypted, padding. It stays as it is without OPT, for its answer would get one, and when it is signed.
 */
export function streamCopy(
  query: Uint8Array,
  questionEnd: number,
  id: number,
  isPadded: boolean,
): Uint8Array {
  const opt = findOpt(query, questionEnd);
  if (opt === undefined || opt.end !== query.length) return withId(query, id);
  const bare = query.length + HEAD;
  const padding = isPadded ? HEAD + ((BLOCK - ((bare + HEAD) % BLOCK)) % BLOCK) : 0;
  const copy = Buffer.alloc(bare + padding);
  copy.set(query);
  copy.writeUInt16BE(id, 0);
  copy.writeUInt16BE(OPTION.KEEPALIVE, query.length);
  if (isPadded) {
    copy.writeUInt16BE(OPTION.PADDING, bare);
    copy.writeUInt16BE(padding - HEAD, bare + 2);
  }
  copy.writeUInt16BE(copy.length - opt.at - RECORD_FIXED, opt.at + LENGTH_AT);
  return copy;
}

/** How long the upstream lets a connection idle by its edns-tcp-keepalive, in milliseconds; undefined when it does not say. */
export function keepaliveMs(reply: Uint8Array, questionEnd: number): number | undefined {
  const opt = findOpt(reply, questionEnd);
  if (opt === undefined) return undefined;
  const u16 = (at: number) => (reply[at] << 8) | reply[at + 1];
  for (let at = opt.at + RECORD_FIXED; at + HEAD <= opt.end; at += HEAD + u16(at + 2))
    if (u16(at) === OPTION.KEEPALIVE && u16(at + 2) === 2 && at + HEAD + 2 <= opt.end)
      return u16(at + HEAD) * KEEPALIVE_UNIT_MS;
  return undefined;
}
