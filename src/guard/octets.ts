// The one form under which an address is looked up in an access list.
import { ipv4FromText, ipv6FromText } from '../dns/address.js';

/** The octets of an address without its zone index (RFC 4007 §11), 4 or 16; undefined when it is none. */
export function octetsOf(address: string): Uint8Array | undefined {
  const zone = address.indexOf('%');
  const bare = zone < 0 ? address : address.slice(0, zone);
  return bare.includes(':') ? ipv6FromText(bare) : ipv4FromText(bare);
}
