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

/** Whether well-formed RDATA of one length is equal but for the case of its names. */
function sameButForCase(
  { prefix, count }: NameSpan,
  a: Uint8Array,
  aFrom: number,
  b: Uint8Array,
  bFrom: number,
  length: number,
): boolean {
  let at = prefix;
  for (let name = 0; name < count; name++) {
    // Label by label: a zero octet inside a label does not end the name.
    for (let size = 1; size > 0 && at < length; ) {
      size = a[aFrom + at];
      if (b[bFrom + at] !== size) return false;
      for (const end = ++at + size; at < end; at++)
        if (LOWER[a[aFrom + at]] !== LOWER[b[bFrom + at]]) return false;
    }
  }
  for (; at < length; at++) if (a[aFrom + at] !== b[bFrom + at]) return false;
  return true;
}

/**
 * Whether two RDATA of `length` octets in uncompressed wire form, in `a` from `aFrom` and in `b` from `bFrom`, are equal; the
 * names in them without regard to case (RFC 4343 §3).
 */
export function sameRdata(
  type: number,
  a: Uint8Array,
  aFrom: number,
  b: Uint8Array,
  bFrom: number,
  length: number,
): boolean {
  let from = 0;
  while (from < length && a[aFrom + from] === b[bFrom + from]) from++;
  if (from === length) return true;
  const span = compressibleNames(type) ?? newer.get(type);
  return span !== undefined && from >= span.prefix && sameButForCase(span, a, aFrom, b, bFrom, length);
}
