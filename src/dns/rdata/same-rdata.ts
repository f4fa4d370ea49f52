// Whether two RDATA of one type are the same record.
import { LOWER } from '../name.js';
import { type NameSpan, nameSpans } from './name-span.js';

const folded = nameSpans('isFolded');

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
  const span = folded.get(type);
  return span !== undefined && from >= span.prefix && sameButForCase(span, a, aFrom, b, bFrom, length);
}
