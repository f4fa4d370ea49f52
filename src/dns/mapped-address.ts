// IPv4 addresses within IPv6 (RFC 4291 §2.5.5.2): how those are written who came over IPv4 where IPv6 is expected.

/** Octets before the IPv4 address. */
export const MAPPED = 12;

/** Whether an address of so many octets is an IPv4 one within IPv6. */
export function isMapped(octets: Uint8Array, at: number, length: number): boolean {
  if (length !== 16) return false;
  for (let index = 0; index < 10; index++) if (octets[at + index] !== 0) return false;
  return octets[at + 10] === 0xff && octets[at + 11] === 0xff;
}
