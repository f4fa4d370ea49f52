// IP addresses between text and octets: strict on the way in, canonical (RFC 5952) on the way out.

const MAX_IPV4_TEXT = 15;
/** The longest text form: eight groups whose last two are written as a dotted quad. */
const MAX_IPV6_TEXT = 45;

const PERCENT = 0x25;
const DOT = 0x2e;
const COLON = 0x3a;

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
  if (end - start > MAX_IPV4_TEXT) return false;
  let dots = 0;
  let part = -1;
  for (let from = start; from < end; from++) {
    const digit = text[from] - 48;
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return false;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return false;
    } else {
      if (text[from] !== DOT || part < 0 || dots === 3) return false;
      octets[at + dots++] = part;
      part = -1;
    }
  }
  if (dots !== 3 || part < 0) return false;
  octets[at + 3] = part;
  return true;
}

/** As {@link ipv4Into}, from a string. @returns four octets, or undefined */
export function ipv4FromText(text: string): Uint8Array | undefined {
  if (text.length > MAX_IPV4_TEXT) return undefined;
  const bytes = Buffer.from(text);
  const octets = new Uint8Array(4);
  return ipv4Into(bytes, 0, bytes.length, octets, 0) ? octets : undefined;
}

/** The value of a hexadecimal digit, or -1. */
function hexDigit(octet: number): number {
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/**
 * Reads an IPv6 address (RFC 4291 §2.2), without a zone index, from `text[start, end)` into `octets[at]` and on.
 * @returns false when it is anything else
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
  if (end - start > 1 && text[from] === COLON && text[from + 1] === COLON) {
    gap = 0;
    from += 2;
  }
  while (from < end) {
    let group = 0;
    const first = from;
    for (let digit = hexDigit(text[from]); from < end && digit >= 0; digit = hexDigit(text[++from]))
      group = (group << 4) | digit;
    if (from < end && text[from] === DOT) {
      // The last two groups as a dotted quad.
      if (used > 12 || !ipv4Into(text, first, end, octets, at + used)) return false;
      used += 4;
      break;
    }
    if (from === first || from - first > 4 || used === 16) return false;
    octets[at + used++] = group >>> 8;
    octets[at + used++] = group;
    if (from === end) break;
    if (text[from++] !== COLON || from === end) return false;
    if (text[from] !== COLON) continue;
    if (gap >= 0) return false;
    gap = used;
    from++;
  }
  return gap < 0 ? used === 16 : fillGap(octets, at, used, gap);
}

/** Makes sixteen octets of the `used` ones by zeros before the one at `gap`. @returns false when there is no group to leave out */
function fillGap(octets: Uint8Array, at: number, used: number, gap: number): boolean {
  if (used > 14) return false;
  octets.copyWithin(at + 16 - used + gap, at + gap, at + used);
  octets.fill(0, at + gap, at + 16 - used + gap);
  return true;
}

/** As {@link ipv6Into}, from a string. @returns sixteen octets, or undefined */
export function ipv6FromText(text: string): Uint8Array | undefined {
  if (text.length > MAX_IPV6_TEXT) return undefined;
  const bytes = Buffer.from(text);
  const octets = new Uint8Array(16);
  return ipv6Into(bytes, 0, bytes.length, octets, 0) ? octets : undefined;
}

const characters = new Uint8Array(MAX_IPV6_TEXT);

/**
 * Reads an IPv4 or IPv6 address into `octets[at]` and on, without allocating; a zone index (RFC 4007 §11) is left out.
 * @returns 4 or 16; 0 when it is anything else
 */
export function addressInto(text: string, octets: Uint8Array, at: number): number {
  let end = 0;
  let isSix = false;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === PERCENT) break;
    if (code > 0x7f || end === MAX_IPV6_TEXT) return 0;
    if (code === COLON) isSix = true;
    characters[end] = code;
  }
  if (isSix) return ipv6Into(characters, 0, end, octets, at) ? 16 : 0;
  return ipv4Into(characters, 0, end, octets, at) ? 4 : 0;
}

/** Whether an address, as canonical text, stands for all of the machine. */
export function isWildcardAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** Whether an address, as text, is one of this machine itself, also as IPv6 maps it (RFC 4291 §2.5.5.2). */
export function isLoopbackAddress(address: string): boolean {
  return /^127\.|^::1$|^::ffff:127\./i.test(address);
}

const scratch = new Uint8Array(16);

/** The octets of an address without its zone index, 4 or 16; undefined when it is none. */
export function addressFromText(text: string): Uint8Array | undefined {
  const length = addressInto(text, scratch, 0);
  return length === 0 ? undefined : scratch.slice(0, length);
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
