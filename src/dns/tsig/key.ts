// A key of TSIG, and the keys that a server knows: plain data that can go to a thread.
import { type Name, nameKey } from '../name.js';
import { isAlgorithmName, type TsigAlgorithm } from './algorithm.js';

/** A secret that this server shares with others (RFC 8945 §8). Only what makes a MAC may read the secret. */
export interface TsigKey {
  /** Its name in wire form and lower case. */
  readonly name: Name;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Uint8Array;
}

/** No key at all. */
export const NO_KEY = -1;

/** The keys of a server, found by name. */
export class TsigKeys {
  readonly #places: ReadonlyMap<string, number>;

  /** @param list keys with different names; a key is known by its place in it */
  constructor(readonly list: readonly TsigKey[]) {
    this.#places = new Map(list.map(({ name }, index) => [nameKey(name), index]));
  }

  /**
   * The place of the key with this name and algorithm, or {@link NO_KEY}: another algorithm makes it another key
   * (RFC 8945 §5.2.1).
   */
  find(name: Name, algorithm: Name): number {
    const place = this.#places.get(nameKey(name));
    if (place === undefined) return NO_KEY;
    return isAlgorithmName(algorithm, this.list[place].algorithm) ? place : NO_KEY;
  }
}
