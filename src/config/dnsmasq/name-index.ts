// Names by number, for very many names: neither an object nor a string for each.

import { type LookupName, slotOf } from '../../image/lookup-name.js';
import { randomWord } from '../../image/slot-plan.js';

const FIRST_SLOTS = 1_024;

export class NameIndex {
  count = 0;
  #table = new Int32Array(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_SLOTS);
  #starts = new Int32Array(FIRST_SLOTS);
  #octets = new Uint8Array(FIRST_SLOTS * 16);
  #view = new DataView(this.#octets.buffer);
  #top = 0;
  readonly #seed = randomWord();
  readonly #factor = randomWord() | 1;
  readonly #suffixes = new Int32Array(129);

  /** Makes {@link find} look for suffixes of this name. */
  hash(name: LookupName): void {
    name.hashSecretly(this.#seed, this.#factor, this.#suffixes);
  }

  /** The number of the suffix that begins with label `label` of the name that was hashed last, or -1. */
  find(name: LookupName, label: number): number {
    const mask = this.#table.length - 1;
    const hash = this.#suffixes[label];
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const number = this.#table[slot] - 1;
      if (number < 0) return -1;
      if (this.#hashes[number] !== hash) continue;
      const at = this.#starts[number];
      if (name.suffixEquals(label, this.#view, at + 1, this.#octets[at])) return number;
    }
  }

  /** The number of a name; the next one when it is new. */
  add(name: LookupName): number {
    this.hash(name);
    const known = this.find(name, 0);
    if (known >= 0) return known;
    this.#makeRoom(name.length);
    const number = this.count++;
    const at = this.#top;
    const octets = this.#octets;
    octets[at] = name.length;
    for (let index = 0; index < name.length; index++) octets[at + 1 + index] = name.lower[index];
    this.#top += name.length + 1;
    this.#starts[number] = at;
    this.#hashes[number] = this.#suffixes[0];
    this.#enter(number);
    return number;
  }

  /** Reads the name of a number. */
  read(number: number, into: LookupName): LookupName {
    const at = this.#starts[number];
    into.read(this.#octets, at + 1, at + 1 + this.#octets[at]);
    return into;
  }

  #enter(number: number): void {
    const mask = this.#table.length - 1;
    let slot = slotOf(this.#hashes[number], mask);
    while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
    this.#table[slot] = number + 1;
  }

  #makeRoom(length: number): void {
    if (this.#top + length + 1 > this.#octets.length) {
      const longer = new Uint8Array(this.#octets.length * 2);
      longer.set(this.#octets);
      this.#octets = longer;
      this.#view = new DataView(longer.buffer);
    }
    if (this.count * 3 < this.#table.length * 2 - 3) return;
    this.#table = new Int32Array(this.#table.length * 2);
    this.#hashes = grown(this.#hashes, this.#table.length);
    this.#starts = grown(this.#starts, this.#table.length);
    for (let number = 0; number < this.count; number++) this.#enter(number);
  }
}

function grown(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(words);
  return longer;
}
