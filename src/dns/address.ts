// IP addresses between text and octets: strict on the way in, canonical (RFC 5952) on the way out.
import { newOctets } from './rdata/chunk.js';

/** The longest text form: eight groups whose last two are written as a dotted quad. */
const MAX_IPV6_TEXT = 45;

/**
 * Reads a dotted quad of four decimal numbers without leading zeros from `text[start, end)` into `octets[at]` and on.
 * @returns false when it is anything else
 */
export function ipv4Into(
  text: Uint8Array,
  start: number,
  end: number,
  octets: Uint8Array,
  at: number,
): boolean {
  if (end - start > 15) return false;
  let dots = 0;
  let part = -1;
  for (let from = start; from < end; from++) {
    const digit = text[from] - 48;
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return false;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return false;
    } else {
      if (text[from] !== 0x2e || part < 0 || dots === 3) return false;
      octets[at + dots++] = part;
      part = -1;
    }
  }
  if (dots !== 3 || part < 0) return false;
  octets[at + 3] = part;
  return true;
}

const quad = new Uint8Array(4);

/** As {@link ipv4Into}. @returns four octets, or undefined */
export function ipv4FromBytes(text: Uint8Array, start = 0, end = text.length): Uint8Array | undefined {
  if (!ipv4Into(text, start, end, quad, 0)) return undefined;
  const octets = newOctets(4);
  octets.set(quad);
  return octets;
}

/** As {@link ipv4FromBytes}, from a string. */
export function ipv4FromText(text: string): Uint8Array | undefined {
  return text.length > 15 ? undefined : ipv4FromBytes(Buffer.from(text));
}

/** The octets of colon-separated groups; the last may be a dotted quad when `quad` is set. */
function groups(text: string, quad: boolean): number[] | undefined {
  if (text === '') return [];
  const octets: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16);
      octets.push(group >> 8, group & 0xff);
      continue;
    }
    const last = quad && index === parts.length - 1 ? ipv4FromText(part) : undefined;
    if (last === undefined) return undefined;
    octets.push(...last);
  }
  return octets;
}

/** The value of a hexadecimal digit, or -1. */
function hexDigit(octet: number): number {
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/**
 * Reads an IPv6 address made of hexadecimal groups and at most one `::` from `text[start, end)` into `octets[at]` and on.
 * @returns false when it is anything else, also an address that ends in a dotted quad
 */
export function ipv6Into(
  text: Uint8Array,
  start: number,
  end: number,
  octets: Uint8Array,
  at: number,
): boolean {
  let used = 0;
  let gap = -1;
  let from = start;
  if (text[from] === 0x3a && text[from + 1] === 0x3a) {
    gap = 0;
    from += 2;
  }
  while (from < end) {
    let group = 0;
    const first = from;
    for (let digit = hexDigit(text[from]); from < end && digit >= 0; digit = hexDigit(text[++from]))
      group = (group << 4) | digit;
    if (from === first || from - first > 4 || used === 16) return false;
    octets[at + used++] = group >>> 8;
    octets[at + used++] = group;
    if (from === end) break;
    if (text[from++] !== 0x3a || from === end) return false;
    if (text[from] !== 0x3a) continue;
    if (gap >= 0) return false;
    gap = used;
    from++;
  }
  if (gap < 0) return used === 16;
  if (used > 14) return false;
  octets.copyWithin(at + 16 - used + gap, at + gap, at + used);
  octets.fill(0, at + gap, at + 16 - used + gap);
  return true;
}

/**
 * Reads an IPv6 address (RFC 4291 §2.2), without a zone index.
 * @returns sixteen octets, or undefined when it is anything else.
 */
export function ipv6FromText(text: string): Uint8Array | undefined {
  if (text.length > MAX_IPV6_TEXT) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const gap = halves.length === 2;
  const head = groups(halves[0], !gap);
  const tail = gap ? groups(halves[1], true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const given = head.length + tail.length;
  if (gap ? given > 14 : given !== 16) return undefined;
  const octets = new Uint8Array(16);
  octets.set(head);
  octets.set(tail, 16 - tail.length);
  return octets;
}

/** The first of the longest runs of two or more zero groups (RFC 5952 §4.2). */
function longestGap(words: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (start + length < words.length && words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}

function ipv6ToText(octets: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, index) => (octets[2 * index] << 8) | octets[2 * index + 1]);
  const gap = longestGap(words);
  // IPv4-compatible and IPv4-mapped addresses end in a dotted quad, as dig and inet_ntop print them.
  const quad = gap.start === 0 && (gap.length === 6 || (gap.length === 5 && words[5] === 0xffff));
  const texts = words.map(word => word.toString(16));
  if (quad) texts.splice(6, 2, octets.subarray(12).join('.'));
  if (gap.start < 0) return texts.join(':');
  return `${texts.slice(0, gap.start).join(':')}::${texts.slice(gap.start + gap.length).join(':')}`;
}

/** The canonical text of an address of 4 or 16 octets. @throws RangeError for any other length. */
export function addressToText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  if (octets.length === 16) return ipv6ToText(octets);
  throw new RangeError(`an address has 4 or 16 octets, not ${octets.length}`);
}
