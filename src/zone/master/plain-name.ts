// The fast way for names without escapes, which are nearly all names of a large zone.
import { MAX_LABEL, MAX_NAME, type Name } from '../../dns/name.js';

const DOT = 0x2e;
const AT = 0x40;
const BACKSLASH = 0x5c;

/**
 * Writes the name in `text[start, end)` to `out[at]` and on, in wire form.
 * @returns its length; 0 for everything but a plain and correct name, which is left to `nameFromBytes`
 */
export function plainNameInto(
  text: Uint8Array,
  start: number,
  end: number,
  origin: Name,
  out: Uint8Array,
  at: number,
): number {
  const isAbsolute = text[end - 1] === DOT;
  const length = end - start + 1 + (isAbsolute ? 0 : origin.length);
  const isOther = end - start === 1 && (text[start] === AT || text[start] === DOT);
  if (end <= start || isOther || length > MAX_NAME) return 0;
  let label = at;
  let to = at + 1;
  for (let from = start; from < end; from++) {
    const octet = text[from];
    if (octet === BACKSLASH || octet > 0x7f) return 0;
    if (octet === DOT) {
      const size = to - label - 1;
      if (size === 0 || size > MAX_LABEL) return 0;
      out[label] = size;
      label = to++;
    } else out[to++] = octet;
  }
  const size = to - label - 1;
  if (isAbsolute) {
    out[label] = 0;
    return length;
  }
  if (size === 0 || size > MAX_LABEL) return 0;
  out[label] = size;
  for (let index = 0; index < origin.length; index++) out[to + index] = origin[index];
  return length;
}

const scratch = new Uint8Array(MAX_NAME + 1);

/** As {@link plainNameInto}, as an array of its own; undefined for what is left to `nameFromBytes`. */
export function plainName(text: Uint8Array, start: number, end: number, origin: Name): Name | undefined {
  const length = plainNameInto(text, start, end, origin, scratch, 0);
  return length === 0 ? undefined : scratch.slice(0, length);
}
