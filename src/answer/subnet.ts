// The subnet of the client of the query under way, to which pools of `sticky` order hold, and which pools may have preferences for.
import { hashOctets } from '../image/mix.js';
import {
  isOfView,
  preferenceAddress,
  preferenceFamily,
  preferenceLength,
} from '../image/preference-table.js';
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

/**
 * Clients sort addresses of IPv4 by common bits only in the network that they are in themselves. This is the widest that is looked
 * for, in bits, and that of the loopback interface.
 */
const WIDEST_NETWORK = 16;
const LOOPBACK_NETWORK = 8;
const LOOPBACK = 127;

/** Scratch memory for the subnet of one client. */
export class ClientSubnet {
  /** Nobody's is believed when absent; set anew by a reload, between two queries. */
  trust: SubnetTrust | undefined;
  /** How many bits of the client subnet in the query the answer depends on so far: its SCOPE PREFIX-LENGTH. */
  scope = 0;
  readonly #client: Client;
  readonly #question: Question;
  readonly #octets = new Uint8Array(16);
  /** The address as 32-bit words. */
  readonly #words = new Int32Array(4);
  #isKnown = false;
  /** Whether the query's own option tells the address. */
  #isTold = false;
  /** Octets of an address of the family: 4 or 16; 0 when there is no address. */
  #family = 0;
  /** How many bits of it are known. */
  #bits = 0;

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
    this.#know();
    const wide = this.#family === 16 ? IPV6_OCTETS : IPV4_OCTETS;
    this.#dependOn(wide * 8);
    return hashOctets(this.#octets, wide);
  }

  /**
   * Finds the first network that the client is in, or its view. The scope grows to what tells the clients in it from all others (RFC 7871
   * §7.2.1), also beyond the bits that the query has told: these are not enough then, and the client counts as outside.
   * @param from where the first entry stands in `table`
   * @param size words of an entry
   * @returns where its entry stands; `end` when there is none
   */
  find(table: Int32Array, from: number, end: number, size: number): number {
    this.#know();
    const family = this.#family;
    const first = this.#words[0];
    const { view } = this.#client;
    let scope = 0;
    let entry = from;
    for (; entry < end; entry += size) {
      if (preferenceFamily(table, entry) !== family) {
        if (view !== undefined && isOfView(table, entry, view)) break;
        continue;
      }
      const length = preferenceLength(table, entry);
      const known = length < this.#bits ? length : this.#bits;
      const difference = first ^ preferenceAddress(table, entry, 0);
      const same = Math.clz32(difference);
      const common = same < 32 ? same : this.#commonBits(table, entry, known);
      const needed = common < known ? common + 1 : length;
      if (needed > scope) scope = needed;
      if (common >= known && known === length) break;
    }
    this.#dependOn(scope);
    return entry;
  }

  /** How many bits of the client's address are known, of its address with so many octets: none when it asks by the other family. */
  knownBits(length: number): number {
    this.#know();
    return length === this.#family ? this.#bits : 0;
  }

  /**
   * How far forward the client sorts an address: by the bits that both have in common. Of IPv4 they count within one network alone.
   * @param octets hold the address at `at`
   * @param length of the address: 4 or 16 octets
   * @returns at most the {@link knownBits}
   */
  nearness(octets: Uint8Array, at: number, length: number): number {
    const known = this.knownBits(length);
    let common = 0;
    for (let from = at; common < known; from += 4) {
      const word =
        (octets[from] << 24) | (octets[from + 1] << 16) | (octets[from + 2] << 8) | octets[from + 3];
      const same = Math.clz32(word ^ this.#words[common >> 5]);
      common += same;
      if (same < 32) break;
    }
    this.#dependOn(common < known ? common + 1 : known);
    if (common >= known) return known;
    return length === 4 && common < this.#networkBits() ? 0 : common;
  }

  /** The length of the prefix within which a client of IPv4 sorts addresses. */
  #networkBits(): number {
    return this.#words[0] >>> 24 === LOOPBACK ? LOOPBACK_NETWORK : WIDEST_NETWORK;
  }

  #dependOn(bits: number): void {
    if (this.#isTold && bits > this.scope) this.scope = bits;
  }

  /** How many of the first `most` bits are those of the network. */
  #commonBits(table: Int32Array, entry: number, most: number): number {
    for (let word = 0; word * 32 < most; word++) {
      const difference = this.#words[word] ^ preferenceAddress(table, entry, word);
      if (difference !== 0) return Math.min(most, word * 32 + Math.clz32(difference));
    }
    return most;
  }

  #know(): void {
    if (this.#isKnown) return;
    const octets = this.#octets;
    octets.fill(0);
    const length = this.#client.write(octets, 0);
    const isBelieved = this.#question.options.subnetAt > 0 && this.trust?.(octets, 0, length) === true;
    this.#isTold = isBelieved && this.#readTold();
    if (!this.#isTold) this.#withoutMapping(length);
    for (let word = 0; word < 4; word++) {
      const at = word * 4;
      this.#words[word] =
        (octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3];
    }
    this.#isKnown = true;
  }

  /** Takes the address of the query's own option. @returns whether it tells one */
  #readTold(): boolean {
    const { input, options } = this.#question;
    const at = options.subnetAt;
    // With prefix length 0 the client asks that its address is not used (RFC 7871 §7.1.2).
    if (input[at + SOURCE_AT] === 0) return false;
    this.#family = input[at + 1] === ECS_IPV4 ? 4 : 16;
    this.#bits = input[at + SOURCE_AT];
    const given = options.subnetLength - ADDRESS_AT;
    for (let index = 0; index < 16; index++)
      this.#octets[index] = index < given ? input[at + ADDRESS_AT + index] : 0;
    return true;
  }

  /** IPv4 within IPv6 (RFC 4291 §2.5.5.2) is IPv4. @param length octets of the address */
  #withoutMapping(length: number): void {
    const octets = this.#octets;
    this.#family = length;
    this.#bits = length * 8;
    if (length !== 16) return;
    for (let index = 0; index < 12; index++) if (octets[index] !== (index < 10 ? 0 : 0xff)) return;
    octets.copyWithin(0, 12);
    octets.fill(0, 4);
    this.#family = 4;
    this.#bits = 32;
  }
}
