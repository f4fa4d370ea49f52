// A query as a stub sends it. It is written here because dns-packet knows neither every type nor escapes in names.
import { CLASS, OWN_UDP_SIZE } from './constants.js';
import { COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH } from './header.js';
import type { Name } from './name.js';
import { TYPE } from './types.js';

const OPT = 11;

/** The wire form of a query with RD and EDNS. */
export function encodeQuery(id: number, name: Name, type: number): Buffer {
  const query = Buffer.alloc(HEADER_LENGTH + name.length + 4 + OPT);
  query.writeUInt16BE(id, 0);
  query[FLAGS_AT.HIGH] = HIGH.RD;
  query.writeUInt16BE(1, COUNT_AT.QUESTION);
  query.writeUInt16BE(1, COUNT_AT.ADDITIONAL);
  query.set(name, HEADER_LENGTH);
  let at = HEADER_LENGTH + name.length;
  at = query.writeUInt16BE(type, at);
  at = query.writeUInt16BE(CLASS.IN, at);
  at = query.writeUInt16BE(TYPE.OPT, at + 1);
  query.writeUInt16BE(OWN_UDP_SIZE, at);
  return query;
}
