// The name under in-addr.arpa or ip6.arpa that stands for an address (RFC 1035 §3.5, RFC 3596 §2.5).

const IN_ADDR = Uint8Array.of(7, ...Buffer.from('in-addr'), 4, ...Buffer.from('arpa'), 0);
const IP6 = Uint8Array.of(3, ...Buffer.from('ip6'), 4, ...Buffer.from('arpa'), 0);
const ZERO = 0x30;
const HEX = Buffer.from('0123456789abcdef');

/** Octets that the longest takes. */
export const MAX_REVERSE = 32 * 2 + IP6.length;

/**
 * Writes the wire form to the beginning of `into`.
 * @param address 4 or 16 octets at `address[from]`
 * @returns its length
 */
export function writeReverse(address: Uint8Array, from: number, length: number, into: Uint8Array): number {
  let at = 0;
  for (let index = from + length - 1; index >= from; index--) {
    const octet = address[index];
    if (length === 4) at = writeDecimal(octet, into, at);
    else {
      into[at++] = 1;
      into[at++] = HEX[octet & 15];
      into[at++] = 1;
      into[at++] = HEX[octet >> 4];
    }
  }
  const suffix = length === 4 ? IN_ADDR : IP6;
  into.set(suffix, at);
  return at + suffix.length;
}

/** Writes a label of one to three digits. @returns the offset behind it */
function writeDecimal(octet: number, into: Uint8Array, from: number): number {
  const digits = octet > 99 ? 3 : octet > 9 ? 2 : 1;
  into[from] = digits;
  let rest = octet;
  for (let at = from + digits; at > from; at--) {
    into[at] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return from + digits + 1;
}
