// The denial chain of a served zone: its owners in order, and for NSEC3 their hashes and how names are hashed.
import { DENIAL, DENIAL_KIND, HASH_WORDS } from './layout.js';

/** Reads the chain that stands at one position of an image. */
export class DenialChain {
  readonly isNsec3: boolean;
  /** How many owners there are; at least 1. */
  readonly count: number;
  /** Further rounds of hashing (RFC 5155 §5), and where in the octets of the image the salt stands. NSEC3 alone. */
  readonly iterations: number;
  readonly saltAt: number;
  readonly saltLength: number;
  readonly #words: Int32Array;
  readonly #first: number;
  readonly #entryWords: number;
  readonly #hashWords: number;

  /** @param at where the chain stands in the words of the image */
  constructor(words: Int32Array, at: number) {
    this.isNsec3 = words[at + DENIAL.KIND] === DENIAL_KIND.NSEC3;
    this.count = words[at + DENIAL.COUNT];
    this.iterations = words[at + DENIAL.ITERATIONS];
    this.saltAt = words[at + DENIAL.SALT_AT];
    this.saltLength = words[at + DENIAL.SALT_LENGTH];
    this.#words = words;
    this.#first = at + DENIAL.WORDS;
    this.#hashWords = this.isNsec3 ? HASH_WORDS : 0;
    this.#entryWords = this.#hashWords + 1;
  }

  /** The node of the owner in place `index`: of NSEC in canonical order (RFC 4034 §6.1), of NSEC3 in order of the hash. */
  nodeAt(index: number): number {
    return this.#words[this.#first + index * this.#entryWords + this.#hashWords];
  }

  /** Below 0, 0 or above 0 as a hash stands before, at or after that of the owner in place `index`. @param hash big-endian words */
  compareHash(hash: Int32Array, index: number): number {
    const at = this.#first + index * this.#entryWords;
    for (let word = 0; word < this.#hashWords; word++) {
      const own = hash[word] >>> 0;
      const other = this.#words[at + word] >>> 0;
      if (own !== other) return own < other ? -1 : 1;
    }
    return 0;
  }
}
