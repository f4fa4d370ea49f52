// The fast way for owner names without escapes, which are nearly all names of a large zone.
import { MAX_LABEL, MAX_NAME, type Name, ROOT } from '../../dns/name.js';
import { newOctets } from '../../dns/rdata/chunk.js';

const DOT = 0x2e;
const AT = 0x40;
const BACKSLASH = 0x5c;

/** The name in `text[start, end)`; undefined for everything but a plain and correct name, which is left to `nameFromBytes`. */
export function plainName(text: Uint8Array, start: number, end: number, origin: Name): Name | undefined {
  const absolute = text[end - 1] === DOT;
  const length = end - start + (absolute ? 0 : 1);
  const tail = absolute ? ROOT : origin;
  if (length + tail.length > MAX_NAME || (length === 2 && text[start] === AT)) return undefined;
  const name = newOctets(length + tail.length);
  let label = 0;
  for (let at = start; at < end; at++) {
    const octet = text[at];
    if (octet === BACKSLASH) return undefined;
    if (octet !== DOT) {
      name[at - start + 1] = octet;
      if (++name[label] > MAX_LABEL) return undefined;
    } else {
      if (name[label] === 0) return undefined;
      label = at - start + 1;
    }
  }
  if (!absolute && name[label] === 0) return undefined;
  name.set(tail, length);
  return name;
}
