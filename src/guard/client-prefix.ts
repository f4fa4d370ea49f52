// The prefix of a client: those who have one of its addresses mostly have all of it, and who forges one can forge them all.
import type { Client } from '../answer/client.js';
import { addressToText } from '../dns/address.js';
import { isMapped, MAPPED } from '../dns/mapped-address.js';

/** In place of the second word of an IPv6 prefix, which has 24 bits. */
const IPV4 = -1;
const MAX_OCTETS = 16;

/** Scratch memory for the prefix of one client: /24 of IPv4, /56 of IPv6. */
export class ClientPrefix {
  /** The prefix: 24 bits and {@link IPV4}, or 32 bits and 24 bits. */
  high = 0;
  low = 0;
  /** The octet behind it: which address of IPv4, which /64 of IPv6. */
  host = 0;
  readonly #octets = new Uint8Array(MAX_OCTETS);

  /** Takes that of a client. An IPv4 address within IPv6 counts as IPv4. @returns false when the address is unknown */
  read(client: Client): boolean {
    const { octets, octetsAt, octetsLength } = client;
    if (client.address !== '') return this.#take(this.#octets, 0, client.write(this.#octets, 0));
    if (octetsLength === 4) return this.#takeFour(octets, octetsAt);
    return this.#take(octets, octetsAt, octetsLength);
  }

  #takeFour(octets: Uint8Array, at: number): true {
    this.high = (octets[at] << 16) | (octets[at + 1] << 8) | octets[at + 2];
    this.low = IPV4;
    this.host = octets[at + 3];
    return true;
  }

  #take(octets: Uint8Array, from: number, length: number): boolean {
    if (length === 0) return false;
    if (length === 4) return this.#takeFour(octets, from);
    if (isMapped(octets, from, length)) return this.#takeFour(octets, from + MAPPED);
    this.high = (octets[from] << 24) | (octets[from + 1] << 16) | (octets[from + 2] << 8) | octets[from + 3];
    this.low = (octets[from + 4] << 16) | (octets[from + 5] << 8) | octets[from + 6];
    this.host = octets[from + 7];
    return true;
  }
}

/** A prefix as people write it. @param high and low as {@link ClientPrefix} has them */
export function prefixText(high: number, low: number): string {
  if (low === IPV4) return `${addressToText(Uint8Array.of(high >>> 16, high >>> 8, high, 0))}/24`;
  const octets = new Uint8Array(MAX_OCTETS);
  const view = new DataView(octets.buffer);
  view.setInt32(0, high);
  view.setInt32(4, low << 8);
  return `${addressToText(octets)}/56`;
}
