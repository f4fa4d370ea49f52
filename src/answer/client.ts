// The client of the query under way, as far as its answer depends on it.
const ZERO = 48;
const COLON = 58;
const DOT = 46;

/** Scratch memory for one client; the transport sets it before it calls respond(). */
export class Client {
  /** IPv4 or IPv6 address as text, as node gives it; empty when it is given in octets, or unknown. */
  address = '';
  /** The time in milliseconds after which its TCP connection is closed when no query comes; 0 when there is no connection. */
  idleMs = 0;
  #octets: Uint8Array = new Uint8Array(0);
  #octetsAt = 0;
  #octetsLength = 0;

  /** Gives the address as the `length` octets at `octets[at]`, 4 or 16, which stay as they are until the answer is written. */
  set(octets: Uint8Array, at: number, length: number): void {
    this.address = '';
    this.#octets = octets;
    this.#octetsAt = at;
    this.#octetsLength = length;
  }

  /**
   * Writes the address in octets, without allocating; a zone index is left out.
   * @returns 4 or 16; 0 when there is no address
   */
  write(out: Uint8Array, at: number): number {
    if (this.address === '') return this.#copy(out, at);
    return this.address.includes(':') ? this.#writeIpv6(out, at) : this.#writeIpv4(out, at);
  }

  #copy(out: Uint8Array, at: number): number {
    for (let index = 0; index < this.#octetsLength; index++)
      out[at + index] = this.#octets[this.#octetsAt + index];
    return this.#octetsLength;
  }

  #writeIpv4(out: Uint8Array, at: number): number {
    let octet = 0;
    let place = 0;
    for (let index = 0; index < this.address.length; index++) {
      const code = this.address.charCodeAt(index);
      if (code !== DOT) octet = octet * 10 + code - ZERO;
      else {
        out[at + place++] = octet;
        octet = 0;
      }
    }
    out[at + place] = octet;
    return 4;
  }

  #writeIpv6(out: Uint8Array, at: number): number {
    const end = this.address.includes('%') ? this.address.indexOf('%') : this.address.length;
    let place = 0;
    let gap = -1;
    for (let index = 0; index < end; ) {
      if (this.address.charCodeAt(index) === COLON) {
        // The second of two colons in a row stands for the groups left out.
        if (this.address.charCodeAt(index + 1) === COLON) gap = place;
        index += gap === place ? 2 : 1;
        continue;
      }
      let group = 0;
      for (; index < end && this.address.charCodeAt(index) !== COLON; index++)
        group = (group << 4) | hexDigit(this.address.charCodeAt(index));
      out[at + place++] = group >> 8;
      out[at + place++] = group & 0xff;
    }
    if (gap >= 0) {
      out.copyWithin(at + gap + 16 - place, at + gap, at + place);
      out.fill(0, at + gap, at + gap + 16 - place);
    }
    return 16;
  }
}

/** The value of a digit; letters of either case. */
function hexDigit(code: number): number {
  return code <= 57 ? code - ZERO : (code | 0x20) - 87;
}
