// The members of pools whose records stand in the answer under way: counted at once, and aliases taken back when it is emptied.
import { SLOT } from '../image/lineup-slot.js';
import type { ServedZone } from '../image/served-zone.js';
import type { Choice } from './choose.js';
import type { Tally } from './tally.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { PLACES, WORDS } = SLOT;

/** More than one answer follows. */
const MAX_ALIASES = 64;

/** Scratch memory for one answer; allocated once per thread. */
export class HandedOut {
  readonly #counters: Float64Array;
  /** The counters of aliases that this answer has moved on. */
  readonly #moved = new Int32Array(MAX_ALIASES);
  #aliases = 0;

  constructor(tally: Tally) {
    this.#counters = tally.members;
  }

  /** Begins a new answer. */
  reset(): void {
    this.#aliases = 0;
  }

  /** Counts the members of a pool whose records stay in the answer; of an RRset that is none, nobody. */
  count({ lineups }: ServedZone, { slot, order, count }: Choice): void {
    if (slot < 0 || lineups[slot + PLACES] === 0) return;
    const places = slot + WORDS;
    const counters = this.#counters;
    counters[lineups[places + order[0]] + 1]++;
    for (let index = 0; index < count; index++) counters[lineups[places + order[index]]]++;
  }

  /** As {@link count} for the one record of an alias, which is taken back when what it leads to does not fit. */
  countAlias(zone: ServedZone, choice: Choice): void {
    this.count(zone, choice);
    const { slot, order } = choice;
    if (slot >= 0 && zone.lineups[slot + PLACES] > 0)
      this.#moved[this.#aliases++] = zone.lineups[slot + WORDS + order[0]];
  }

  /** The answer is emptied. */
  takeBack(): void {
    while (this.#aliases > 0) {
      const at = this.#moved[--this.#aliases];
      this.#counters[at]--;
      this.#counters[at + 1]--;
    }
  }
}
