// Base32 with the extended hex alphabet and without padding (RFC 4648 §7, RFC 5155 §1.3).

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** The text of octets, in upper case. */
export function toBase32hex(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = ((value << 8) | octet) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31];
}

/** The octets of one or more characters in either case; undefined for other characters or bits left over. */
export function fromBase32hex(text: string): Uint8Array | undefined {
  const octets = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let value = 0;
  let length = 0;
  for (const character of text.toUpperCase()) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets[length++] = value >>> bits;
  }
  const leftOver = value & ((1 << bits) - 1);
  return length === 0 || bits >= 5 || leftOver !== 0 ? undefined : octets;
}
