// Whom an address belongs to: the client that has it, and the network around it. Limits for each are counted by these keys.
import { addressFromText } from './address.js';

/** Whoever has one address of an IPv6 network has all of a /64 (RFC 6177). */
const CLIENT_OCTETS = 8;
/** A site is given a /48 of IPv6 at most, and holds a /24 of IPv4 as a rule. */
const NETWORK_OCTETS = { IPV4: 3, IPV6: 6 } as const;

function prefixOf(octets: Uint8Array, length: number): string {
  return Buffer.from(octets.subarray(0, length)).toString('hex');
}

/** By what an address is counted. */
export interface Prefixes {
  /** See {@link clientKey}. */
  readonly client: string;
  /** See {@link networkKey}. */
  readonly network: string;
}

/** Both keys of an address: it takes a microsecond or two to find them. */
export function prefixesOf(address: string): Prefixes {
  return { client: clientKey(address), network: networkKey(address) };
}

/** The key of a client: its IPv4 address, or its /64; what is no address is its own key. */
export function clientKey(address: string): string {
  const octets = address.includes('.') ? undefined : addressFromText(address);
  return octets?.length === 16 ? prefixOf(octets, CLIENT_OCTETS) : address;
}

/** The key of the network around a client: its /24 or /48; what is no address is its own key. */
export function networkKey(address: string): string {
  const octets = addressFromText(address);
  if (octets === undefined) return address;
  return prefixOf(octets, octets.length === 16 ? NETWORK_OCTETS.IPV6 : NETWORK_OCTETS.IPV4);
}
