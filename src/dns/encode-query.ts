// A query as a stub sends it. It is written here because dns-packet knows neither every type nor escapes in names.
import { CLASS, OWN_UDP_SIZE } from './constants.js';
import type { Name } from './name.js';
import { TYPE } from './types.js';

const HEADER = 12;
const OPT = 11;
const RD = 0x01;

/** The wire form of a query with RD and EDNS. */
export function encodeQuery(id: number, name: Name, type: number): Buffer {
  const query = Buffer.alloc(HEADER + name.length + 4 + OPT);
  query.writeUInt16BE(id, 0);
  query[2] = RD;
  query[5] = 1;
  query[11] = 1;
  query.set(name, HEADER);
  let at = HEADER + name.length;
  at = query.writeUInt16BE(type, at);
  at = query.writeUInt16BE(CLASS.IN, at);
  at = query.writeUInt16BE(TYPE.OPT, at + 1);
  query.writeUInt16BE(OWN_UDP_SIZE, at);
  return query;
}
