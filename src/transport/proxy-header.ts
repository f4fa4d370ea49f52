// The header of the PROXY protocol, version 2: in front of a message or a connection it says who the client of a proxy is.
import { isMapped, MAPPED } from '../dns/mapped-address.js';
import { BEGINNING, type BeginningState } from './beginning.js';

/** No DNS message begins so, nor does a record of TLS. */
const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const VERSION_AT = 12;
const FAMILY_AT = 13;
const LENGTH_AT = 14;
/** Octets before those that the length counts. */
const FIXED = 16;
const VERSION = 2;
const LOCAL = 0;
const PROXY = 1;
/** The high half of the octet of families; the low one is the transport, which does not matter. */
const FAMILY = { UNSPECIFIED: 0, IPV4: 1, IPV6: 2, UNIX: 3 } as const;
/** The transport: none, a stream, datagrams. */
const MAX_TRANSPORT = 2;
const IPV4 = { ADDRESS: 4, ALL: 12 } as const;
const IPV6 = { ADDRESS: 16, ALL: 36 } as const;

/** The longest header that is read, in octets: addresses, and what proxies add to them. */
export const MAX_PROXY_HEADER = 1_024;

/** Scratch memory for one header at a time. */
export class ProxyHeader {
  /** Octets of the header. */
  length = 0;
  /** Where the address of the client begins in what was read, and its octets: 4 or 16; 0 when the proxy asks for itself. */
  addressAt = 0;
  addressLength = 0;
  port = 0;

  /** Reads what stands in `octets[start]` to `octets[end]`. Only after WHOLE the fields say something. */
  read(octets: Uint8Array, start: number, end: number): BeginningState {
    const { WHOLE, PART, MALFORMED } = BEGINNING;
    const there = end - start;
    for (let index = 0; index < SIGNATURE.length && index < there; index++)
      if (octets[start + index] !== SIGNATURE[index]) return MALFORMED;
    if (there <= VERSION_AT) return PART;
    const command = octets[start + VERSION_AT] & 0xf;
    if (octets[start + VERSION_AT] >> 4 !== VERSION || command > PROXY) return MALFORMED;
    if (there < FIXED) return PART;
    const behind = (octets[start + LENGTH_AT] << 8) | octets[start + LENGTH_AT + 1];
    this.length = FIXED + behind;
    if (this.length > MAX_PROXY_HEADER) return MALFORMED;
    if (!this.#setAddress(octets, start, command === LOCAL)) return MALFORMED;
    return there < this.length ? PART : WHOLE;
  }

  /** @returns whether the family is one, and there are octets enough for its addresses */
  #setAddress(octets: Uint8Array, start: number, isLocal: boolean): boolean {
    const family = octets[start + FAMILY_AT] >> 4;
    this.addressLength = 0;
    // What a proxy says of itself, such as to see whether this server answers, is not looked at.
    if (isLocal) return true;
    if (family > FAMILY.UNIX || (octets[start + FAMILY_AT] & 0xf) > MAX_TRANSPORT) return false;
    // A client without an IP address counts as the proxy itself.
    if (family === FAMILY.UNSPECIFIED || family === FAMILY.UNIX) return true;
    const { ADDRESS, ALL } = family === FAMILY.IPV4 ? IPV4 : IPV6;
    if (this.length < FIXED + ALL) return false;
    this.addressAt = start + FIXED;
    this.addressLength = ADDRESS;
    const portAt = this.addressAt + ADDRESS * 2;
    this.port = (octets[portAt] << 8) | octets[portAt + 1];
    // So proxies write a client of IPv4 whose connection they took at an address of IPv6.
    if (isMapped(octets, this.addressAt, ADDRESS)) {
      this.addressAt += MAPPED;
      this.addressLength -= MAPPED;
    }
    return true;
  }
}
