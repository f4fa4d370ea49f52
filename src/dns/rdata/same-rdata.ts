// Whether two RDATA of one type are the same record.
import { LOWER } from '../name.js';
import { TYPE } from '../types.js';
import { compressibleNames, type NameSpan } from './compressible.js';

/** Types newer than RFC 1035 whose names are compared without regard to case (RFC 4034 §6.2). */
const newer = new Map<number, NameSpan>([
  [TYPE.RP, { prefix: 0, count: 2 }],
  [TYPE.AFSDB, { prefix: 2, count: 1 }],
  [TYPE.RT, { prefix: 2, count: 1 }],
  [TYPE.PX, { prefix: 2, count: 2 }],
  [TYPE.SRV, { prefix: 6, count: 1 }],
  [TYPE.KX, { prefix: 2, count: 1 }],
  [TYPE.DNAME, { prefix: 0, count: 1 }],
]);

/** Where the octets begin to differ; the length when they do not. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** Whether well-formed RDATA of one length is equal but for the case of its names. */
function sameButForCase({ prefix, count }: NameSpan, a: Uint8Array, b: Uint8Array): boolean {
  let at = prefix;
  for (let name = 0; name < count; name++) {
    // Label by label: a zero octet inside a label does not end the name.
    for (let size = 1; size > 0 && at < a.length; ) {
      size = a[at];
      if (b[at] !== size) return false;
      for (const end = ++at + size; at < end; at++) if (LOWER[a[at]] !== LOWER[b[at]]) return false;
    }
  }
  for (; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Whether two RDATA in uncompressed wire form are equal, the names in them without regard to case (RFC 4343 §3). */
export function sameRdata(type: number, a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const from = firstDifference(a, b);
  if (from === a.length) return true;
  const span = compressibleNames(type) ?? newer.get(type);
  return span !== undefined && from >= span.prefix && sameButForCase(span, a, b);
}
