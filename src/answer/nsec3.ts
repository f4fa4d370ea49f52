// The search in the NSEC3 chain of a zone: which record has the hash of a name, or covers it (RFC 5155 §7.1).
import { DENIAL, HASH_WORDS } from '../image/layout.js';
import type { ServedZone } from '../image/served-zone.js';
import { Sha1 } from './sha1.js';

const ENTRY = HASH_WORDS + 1;

/** Scratch memory for one hash at a time. */
export class Nsec3Chain {
  readonly #sha1 = new Sha1();
  /** Node of the last {@link find}: the owner of the NSEC3 with that hash, or of the one that covers it. */
  node = 0;

  /** Hashes a lower-cased name of `length` octets (RFC 5155 §5) and looks for it. @returns whether an NSEC3 has just this hash */
  find(zone: ServedZone, name: Uint8Array, from: number, length: number): boolean {
    this.#hash(zone, name, from, length);
    const { words, denial } = zone;
    const first = denial + DENIAL.WORDS;
    const count = words[denial + DENIAL.COUNT];
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(words, first + middle * ENTRY);
      if (order === 0) {
        this.node = words[first + middle * ENTRY + HASH_WORDS];
        return true;
      }
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    // The last record covers what is before the first (RFC 5155 §3.1.7).
    this.node = words[first + ((low + count - 1) % count) * ENTRY + HASH_WORDS];
    return false;
  }

  #hash(zone: ServedZone, name: Uint8Array, from: number, length: number): void {
    const { words, denial } = zone;
    const saltLength = words[denial + DENIAL.SALT_LENGTH];
    const { message } = this.#sha1;
    for (let index = 0; index < length; index++) message[index] = name[from + index];
    let end = length;
    for (let left = words[denial + DENIAL.ITERATIONS]; ; left--) {
      for (let index = 0; index < saltLength; index++)
        message[end + index] = zone.bytes[words[denial + DENIAL.SALT_AT] + index];
      this.#sha1.digest(end + saltLength);
      if (left === 0) return;
      end = this.#sha1.feedBack();
    }
  }

  /** Below 0, 0 or above 0 as the hash looked for is before, at or after the one that is stored at `entry`. */
  #compare(words: Int32Array, entry: number): number {
    const hash = this.#sha1.words;
    for (let word = 0; word < HASH_WORDS; word++) {
      const own = hash[word] >>> 0;
      const other = words[entry + word] >>> 0;
      if (own !== other) return own < other ? -1 : 1;
    }
    return 0;
  }
}
