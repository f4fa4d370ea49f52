// The subnet of the client of the query under way, to which pools of `sticky` order hold.
import { hashOctets } from '../image/mix.js';
import type { Client } from './client.js';
import type { Question } from './question.js';

/** Whether the client subnet (RFC 7871) in queries from an address, `length` octets at `octets[at]`, is believed. */
export type SubnetTrust = (octets: Uint8Array, at: number, length: number) => boolean;

/** Octets of an address that count, and the same in bits: a /24 of IPv4, a /56 of IPv6. */
const IPV4_OCTETS = 3;
const IPV6_OCTETS = 7;

/** FAMILY, SOURCE and SCOPE PREFIX-LENGTH stand before the address (RFC 7871 §6). */
const SOURCE_AT = 2;
const ADDRESS_AT = 4;
const ECS_IPV4 = 1;

/** Scratch memory for the subnet of one client. */
export class ClientSubnet {
  /** Nobody's is believed when absent; set anew by a reload, between two queries. */
  trust: SubnetTrust | undefined;
  /** How many bits of the client subnet in the query the answer depends on so far: its SCOPE PREFIX-LENGTH. */
  scope = 0;
  readonly #client: Client;
  readonly #question: Question;
  readonly #octets = new Uint8Array(16);
  #isKnown = false;
  #hash = 0;

  constructor(client: Client, question: Question) {
    this.#client = client;
    this.#question = question;
  }

  /** Begins a new answer. */
  reset(): void {
    this.#isKnown = false;
    this.scope = 0;
  }

  /** A hash of the subnet; the same for all clients in it. */
  hash(): number {
    if (this.#isKnown) return this.#hash;
    const octets = this.#octets;
    octets.fill(0);
    const length = this.#client.write(octets, 0);
    const isTold = this.#question.options.subnetAt > 0 && this.trust?.(octets, 0, length) === true;
    const told = isTold ? this.#readTold() : 0;
    const wide = told > 0 ? told : this.#withoutMapping(length);
    if (told > 0) this.scope = told * 8;
    this.#hash = hashOctets(octets, wide);
    this.#isKnown = true;
    return this.#hash;
  }

  /** Takes the address of the query's own option. @returns how many octets of it count; 0 when it tells none */
  #readTold(): number {
    const { input, options } = this.#question;
    const at = options.subnetAt;
    // With prefix length 0 the client asks that its address is not used (RFC 7871 §7.1.2).
    if (input[at + SOURCE_AT] === 0) return 0;
    const wide = input[at + 1] === ECS_IPV4 ? IPV4_OCTETS : IPV6_OCTETS;
    const given = options.subnetLength - ADDRESS_AT;
    for (let index = 0; index < wide; index++)
      this.#octets[index] = index < given ? input[at + ADDRESS_AT + index] : 0;
    return wide;
  }

  /** IPv4 within IPv6 (RFC 4291 §2.5.5.2) is IPv4. @returns how many octets of the address count */
  #withoutMapping(length: number): number {
    const octets = this.#octets;
    if (length !== 16) return IPV4_OCTETS;
    for (let index = 0; index < 12; index++)
      if (octets[index] !== (index < 10 ? 0 : 0xff)) return IPV6_OCTETS;
    octets.copyWithin(0, 12);
    return IPV4_OCTETS;
  }
}
