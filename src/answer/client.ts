// The client of the query under way, as far as its answer depends on it.
import { addressInto } from '../dns/address.js';
import type { ViewMark } from '../image/preference-table.js';

/** Scratch memory for one client; the transport sets it before a query is handled. */
export class Client {
  /** IPv4 or IPv6 address as text, as node gives it; empty when it is given in octets, or unknown. */
  address = '';
  port = 0;
  /** Whether it came over IPv6, even if with an IPv4 address within. */
  isIpv6 = false;
  /** The time in milliseconds after which its TCP connection is closed when no query comes; 0 when there is no connection. */
  idleMs = 0;
  /** The listener that its query came through, `ADDRESS:PORT` as configured; empty when that is unknown. */
  listener = '';
  /** The view that it is in; undefined when it is in none. The answer itself finds it. */
  view: ViewMark | undefined;
  /** Where the address stands when it is given in octets, 4 or 16. */
  octets: Uint8Array = new Uint8Array(0);
  octetsAt = 0;
  octetsLength = 0;

  /** Gives the address as the `length` octets at `octets[at]`, 4 or 16, which stay as they are until the answer is written. */
  set(octets: Uint8Array, at: number, length: number): void {
    this.address = '';
    this.octets = octets;
    this.octetsAt = at;
    this.octetsLength = length;
    this.isIpv6 = length === 16;
  }

  /**
   * Writes the address in octets, without allocating; a zone index is left out.
   * @returns 4 or 16; 0 when there is no address
   */
  write(out: Uint8Array, at: number): number {
    return this.address === '' ? this.#copy(out, at) : addressInto(this.address, out, at);
  }

  #copy(out: Uint8Array, at: number): number {
    for (let index = 0; index < this.octetsLength; index++)
      out[at + index] = this.octets[this.octetsAt + index];
    return this.octetsLength;
  }
}
