// A query for servers that do not know EDNS (RFC 6891 §6.2.2).
import { COUNT_AT, countOf } from '../dns/header.js';
import { findOpt } from '../dns/query-opt.js';

/** The query without its OPT; undefined when it has none, or a signature behind it holds for the message as it is. */
export function withoutEdns(query: Uint8Array, questionEnd: number): Uint8Array | undefined {
  const opt = findOpt(query, questionEnd);
  if (opt === undefined || opt.end !== query.length) return undefined;
  const plain = new Uint8Array(query.subarray(0, opt.at - 1));
  const additional = countOf(query, COUNT_AT.ADDITIONAL) - 1;
  plain[COUNT_AT.ADDITIONAL] = additional >> 8;
  plain[COUNT_AT.ADDITIONAL + 1] = additional & 0xff;
  return plain;
}
