// Domain names: master-file text to wire form and back, case folding, and the relations between names.
import { withALabels } from './a-labels.js';
import { escapeOctet } from './escape-octet.js';

/** A domain name in uncompressed wire form, case preserved, with its root label: 1 to 255 octets (RFC 1035 §3.1). */
export type Name = Uint8Array;

export const MAX_NAME = 255;
export const MAX_LABEL = 63;

export const ROOT: Name = Uint8Array.of(0);

/** Lower case for ASCII letters only (RFC 4343 §3), for every octet. */
export const LOWER: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 65 && octet <= 90 ? octet + 32 : octet,
);

/** The text is not a domain name; the message says why. */
export class NameError extends Error {
  override readonly name = 'NameError';
}

const BACKSLASH = 0x5c;
const DOT = 0x2e;

/** Reads one `\DDD` or `\X` escape at `at` (just after the backslash): the octet and the position after it. */
function readEscape(text: Uint8Array, at: number): [octet: number, next: number] {
  if (at >= text.length) throw new NameError('a backslash ends the name');
  const digit = (index: number) => (index < text.length ? text[index] - 48 : -1);
  if (digit(at) < 0 || digit(at) > 9) return [text[at], at + 1];
  for (let index = at; index < at + 3; index++)
    if (!(digit(index) >= 0 && digit(index) <= 9))
      throw new NameError('an escape needs three digits, as in \\046');
  const octet = digit(at) * 100 + digit(at + 1) * 10 + digit(at + 2);
  if (octet > 255) throw new NameError(`the escape \\${octet} is over 255`);
  return [octet, at + 3];
}

function inAscii(text: Uint8Array): Uint8Array {
  const ascii = withALabels(text);
  if (ascii === undefined) throw new NameError('it has characters that no name has, or is not UTF-8');
  return ascii;
}

/** Where names are put together. */
const wire = new Uint8Array(MAX_NAME + 1);

/**
 * Reads a name in master-file form (RFC 1035 §5.1) from octets.
 * A name without a final dot is completed with `origin`; `@` alone is the origin. Labels in other scripts become A-labels;
 * octets beyond ASCII are written as escapes.
 * @throws NameError when it has characters that no name has, it is empty, has an empty or long label, or is over 255 octets.
 */
export function nameFromBytes(text: Uint8Array, origin: Name = ROOT): Name {
  if (text.length === 0) throw new NameError('the name is empty');
  if (text.length === 1 && text[0] === 0x40) return origin;
  if (text.length === 1 && text[0] === DOT) return ROOT;
  let length = 0;
  let used = 1;
  let at = 0;
  const push = (octet: number) => {
    if (++length > MAX_LABEL) throw new NameError(`a label is over ${MAX_LABEL} octets`);
    if (used >= MAX_NAME) throw new NameError(`the name is over ${MAX_NAME} octets`);
    wire[used++] = octet;
  };
  const endLabel = () => {
    if (length === 0) throw new NameError('a label is empty');
    wire[used - length - 1] = length;
    length = 0;
    used++;
  };
  while (at < text.length) {
    const octet = text[at++];
    if (octet === DOT) {
      endLabel();
      if (used > MAX_NAME) throw new NameError(`the name is over ${MAX_NAME} octets`);
    } else if (octet === BACKSLASH) {
      const [escaped, next] = readEscape(text, at);
      push(escaped);
      at = next;
    } else if (octet > 0x7f) return nameFromBytes(inAscii(text), origin);
    else push(octet);
  }
  if (length === 0) {
    wire[used - 1] = 0;
    return wire.slice(0, used);
  }
  endLabel();
  return concatNames(wire.subarray(0, used), origin);
}

/** Reads a name in master-file form from text. See {@link nameFromBytes}. */
export function nameFromText(text: string, origin: Name = ROOT): Name {
  return nameFromBytes(Buffer.from(text), origin);
}

/** Puts a prefix of labels (wire form, its last octet ignored) before `origin`. @throws NameError over 255 octets. */
function concatNames(prefix: Uint8Array, origin: Name): Name {
  const labels = prefix.subarray(0, prefix.length - 1);
  if (labels.length + origin.length > MAX_NAME) throw new NameError(`the name is over ${MAX_NAME} octets`);
  const joined = new Uint8Array(labels.length + origin.length);
  joined.set(labels);
  joined.set(origin, labels.length);
  return joined;
}

/** The name as text with escapes and a final dot, safe for a terminal, a log line and a zone file (RFC 4343 §2.1). */
export function nameToText(name: Name): string {
  if (name[0] === 0) return '.';
  let text = '';
  for (let at = 0; at < name.length && name[at] !== 0; at += name[at] + 1) {
    for (let index = at + 1; index <= at + name[at]; index++) text += escapeOctet(name[index]);
    text += '.';
  }
  return text;
}

/** The name as people write it: as {@link nameToText} without the final dot, `.` for the root. */
export function nameToLabel(name: Name): string {
  const text = nameToText(name);
  return text === '.' ? text : text.slice(0, -1);
}

/** The name in lower case (a copy). Length octets are below 64 and so are not touched. */
export function lowerName(name: Name): Name {
  return name.map(octet => LOWER[octet]);
}

const keyOctets = Buffer.alloc(MAX_NAME);

/** The lower-cased wire form as a string of octets: equal for equal names, to be used as a Map key. */
export function nameKey(name: Name): string {
  for (let at = 0; at < name.length; at++) keyOctets[at] = LOWER[name[at]];
  return keyOctets.toString('latin1', 0, name.length);
}

/** The wire form back from {@link nameKey}. */
export function nameFromKey(key: string): Name {
  return new Uint8Array(Buffer.from(key, 'latin1'));
}

/** Whether two names are equal but for case (RFC 4343 §3). */
export function sameName(a: Name, b: Name): boolean {
  return a.length === b.length && a.every((octet, index) => LOWER[octet] === LOWER[b[index]]);
}

/** The number of labels, without the root. */
export function labelCount(name: Name): number {
  let count = 0;
  for (let at = 0; name[at] !== 0; at += name[at] + 1) count++;
  return count;
}

/** The name without its first label; the root's parent is the root. */
export function parentName(name: Name): Name {
  return name[0] === 0 ? name : name.subarray(name[0] + 1);
}

/** Whether `name` is `ancestor` or below it, on label boundaries. */
export function isWithin(name: Name, ancestor: Name): boolean {
  const extra = name.length - ancestor.length;
  let at = 0;
  while (at < extra) at += name[at] + 1;
  if (at !== extra) return false;
  for (; at < name.length; at++) if (LOWER[name[at]] !== LOWER[ancestor[at - extra]]) return false;
  return true;
}

/** `*.` before the name (RFC 4592 §2.1.1). @throws NameError over 255 octets. */
export function wildcardOf(name: Name): Name {
  return concatNames(Uint8Array.of(1, 0x2a, 0), name);
}

/** Whether the first label is the asterisk label (RFC 4592 §2.1.1). */
export function isWildcard(name: Name): boolean {
  return name[0] === 1 && name[1] === 0x2a;
}
