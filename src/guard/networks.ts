// A list of networks in octets: whether an address lies in one of them, found without a string or an allocation.
import { addressFromText } from '../dns/address.js';
import { isMapped, MAPPED } from '../dns/mapped-address.js';

interface Network {
  /** 4 or 16 octets. */
  readonly address: Uint8Array;
  /** Whole octets that must be equal, and the bits of the one behind them. */
  readonly octets: number;
  readonly mask: number;
}

export class Networks {
  readonly #list: Network[] = [];
  /** By the first octet: whether a network has addresses that begin with it. Most addresses are looked for no further. */
  readonly #firstOctets = new Uint8Array(256);

  /** @param address 4 or 16 octets; those of an IPv4-mapped one count as IPv4 when the prefix covers the mapping */
  add(address: Uint8Array, prefix: number): void {
    if (isMapped(address, 0, address.length) && prefix >= MAPPED * 8)
      this.add(address.subarray(MAPPED), prefix - MAPPED * 8);
    else {
      const network = { address, octets: prefix >> 3, mask: (0xff00 >> (prefix & 7)) & 0xff };
      this.#list.push(network);
      const mask = network.octets > 0 ? 0xff : network.mask;
      for (let octet = 0; octet < 256; octet++)
        if (((octet ^ address[0]) & mask) === 0) this.#firstOctets[octet] = 1;
    }
  }

  /** Whether the address, the `length` octets at `octets[at]`, lies in one of the networks. */
  has(octets: Uint8Array, at: number, length: number): boolean {
    if (isMapped(octets, at, length)) return this.has(octets, at + MAPPED, 4);
    if (this.#firstOctets[octets[at]] === 0) return false;
    const list = this.#list;
    for (let index = 0; index < list.length; index++)
      if (list[index].address.length === length && isIn(octets, at, list[index])) return true;
    return false;
  }
}

function isIn(octets: Uint8Array, at: number, network: Network): boolean {
  const { address, mask } = network;
  for (let index = 0; index < network.octets; index++)
    if (octets[at + index] !== address[index]) return false;
  return mask === 0 || ((octets[at + network.octets] ^ address[network.octets]) & mask) === 0;
}

/** Networks as text, with the lengths of their prefixes. */
export type WrittenNetworks = readonly (readonly [address: string, prefix: number])[];

/** Adds networks; what is no address is left out. */
export function addWritten(networks: Networks, written: WrittenNetworks): void {
  for (const [address, prefix] of written) {
    const octets = addressFromText(address);
    if (octets !== undefined) networks.add(octets, prefix);
  }
}
