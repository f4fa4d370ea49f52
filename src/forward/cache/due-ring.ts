// The ring of slots whose answers are to be refreshed before they expire: all threads add to it, one takes from it. It is in the table.
import { HEAD, MAX_DUE, TABLE } from './layout.js';

const { DUE, DUE_READ, DUE_WRITTEN } = TABLE;

export class DueRing {
  readonly #words: Int32Array;

  /** @param words of the whole table */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Adds a slot. When the ring is full, the oldest one is let go: it is asked for when it has expired. */
  add(base: number): void {
    const number = Atomics.add(this.#words, DUE_WRITTEN, 1);
    Atomics.store(this.#words, placeOf(number), base / HEAD);
  }

  /** Takes the next one out. @returns where its slot begins; 0 when there is none */
  take(): number {
    const words = this.#words;
    const written = Atomics.load(words, DUE_WRITTEN);
    // Numbers go round at 2^32.
    if (((written - words[DUE_READ]) | 0) > MAX_DUE) words[DUE_READ] = written - MAX_DUE;
    while (words[DUE_READ] !== written) {
      const base = Atomics.exchange(words, placeOf(words[DUE_READ]), 0) * HEAD;
      words[DUE_READ]++;
      if (base > 0) return base;
    }
    return 0;
  }
}

function placeOf(number: number): number {
  return DUE + ((number >>> 0) % MAX_DUE);
}
