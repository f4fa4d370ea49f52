// The search in the NSEC3 chain of a zone: which record has the hash of a name, or covers it (RFC 5155 §7.1).
import type { DenialChain } from '../image/denial-chain.js';
import type { ServedZone } from '../image/served-zone.js';
import { Sha1 } from './sha1.js';

/** Scratch memory for one hash at a time. */
export class Nsec3Chain {
  readonly #sha1 = new Sha1();
  /** Node of the last {@link find}: the owner of the NSEC3 with that hash, or of the one that covers it. */
  node = 0;

  /**
   * Hashes a lower-cased name of `length` octets (RFC 5155 §5) and looks for it.
   * @param zone one that is signed
   * @returns whether an NSEC3 has just this hash
   */
  find(zone: ServedZone, name: Uint8Array, from: number, length: number): boolean {
    const chain = zone.denial!;
    this.#hash(zone.bytes, chain, name, from, length);
    const hash = this.#sha1.words;
    const { count } = chain;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = chain.compareHash(hash, middle);
      if (order === 0) {
        this.node = chain.nodeAt(middle);
        return true;
      }
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    // The last record covers what is before the first (RFC 5155 §3.1.7).
    this.node = chain.nodeAt((low + count - 1) % count);
    return false;
  }

  #hash(image: Uint8Array, chain: DenialChain, name: Uint8Array, from: number, length: number): void {
    const { saltAt, saltLength } = chain;
    const { message } = this.#sha1;
    for (let index = 0; index < length; index++) message[index] = name[from + index];
    let end = length;
    for (let left = chain.iterations; ; left--) {
      for (let index = 0; index < saltLength; index++) message[end + index] = image[saltAt + index];
      this.#sha1.digest(end + saltLength);
      if (left === 0) return;
      end = this.#sha1.feedBack();
    }
  }
}
