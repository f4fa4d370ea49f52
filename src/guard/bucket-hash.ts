// By what a bucket is found: a hash of what is counted and of the prefix, under a secret, so that nobody can aim at another's bucket.
import { mixSecret } from '../dns/name-hash.js';
import type { ClientPrefix } from './client-prefix.js';

/** How many words the secret has. */
export const SECRET_WORDS = 4;

export class BucketHash {
  readonly #seed: number;
  readonly #first: number;
  readonly #second: number;
  readonly #third: number;

  /** @param secret {@link SECRET_WORDS} words that cannot be guessed */
  constructor([seed, first, second, third]: Int32Array) {
    this.#seed = seed;
    // What is multiplied by an odd number can be told apart.
    this.#first = first | 1;
    this.#second = second | 1;
    this.#third = third | 1;
  }

  /**
   * The hash of a word and a prefix. The prefix comes last: of its two words the second has too few bits to undo what another
   * first one does, whatever the secret is.
   */
  of(word: number, { high, low }: ClientPrefix): number {
    const named = mixSecret(this.#seed, word, this.#first);
    return mixSecret(mixSecret(named, high, this.#second), low, this.#third);
  }
}
