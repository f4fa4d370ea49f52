// In which state members and pools were within the last 24 hours: for each five minutes the worst state, and the part of the time that was good.
import type { Ring } from './ring.js';
import { RowBuckets } from './row-buckets.js';
import { decodePart, encodePart } from './scale.js';

export const STRIP_BUCKETS = 288;
export const STRIP_STEP_MS = 300_000;
/** The rank of the worst state stands above the part. */
const RANK = 5;
const PART = 0x1f;

/** Buckets one after another that are alike. */
export interface Run {
  /** How many buckets ago the first one was the present one. */
  readonly age: number;
  readonly buckets: number;
  /** From 1 to 7, the worst; 0 when nothing is known. */
  readonly rank: number;
  /** The part of the time that was good, from 0 to 1. */
  readonly good: number;
}

/** An octet for each bucket of each row; of the present bucket, how long it was good and how long in all, in milliseconds. */
export class StateStrips extends RowBuckets<Uint8Array<ArrayBuffer>> {
  readonly #isGood: (rank: number) => boolean;

  /** @param isGood whether a state is good, by its rank */
  constructor(ring: Ring, isGood: (rank: number) => boolean) {
    super(ring, new Uint8Array(0));
    this.#isGood = isGood;
  }

  /**
   * Notes a stay.
   * @param rank of its worst state, from 1 to 7
   * @param allMs how long it was, which may be no time at all
   * @param goodMs how much of it was good
   */
  note(row: number, rank: number, allMs: number, goodMs: number): void {
    this.wholes[row] += allMs;
    this.parts[row] += goodMs;
    const at = this.at(row, this.ring.place());
    const worst = Math.max(rank, this.cells[at] >>> RANK);
    const part = this.wholes[row] === 0 ? Number(this.#isGood(worst)) : this.parts[row] / this.wholes[row];
    this.cells[at] = (worst << RANK) | encodePart(part);
  }

  /** Takes in a bucket of a file. @param place where it is in the ring of today */
  merge(row: number, place: number, bucket: number): void {
    const at = this.at(row, place);
    const own = this.cells[at];
    if (own === 0 || bucket === 0) this.cells[at] = own || bucket;
    else
      this.cells[at] =
        (Math.max(own >>> RANK, bucket >>> RANK) << RANK) | Math.min(own & PART, bucket & PART);
  }

  /** The last 24 hours, the oldest first; buckets before the first of which something is known are left out. */
  read(row: number): Run[] {
    const runs: Run[] = [];
    let [before, first] = [0, 0];
    for (let age = STRIP_BUCKETS - 1; age >= -1; age--) {
      const octet = age < 0 ? -1 : this.cells[this.at(row, this.ring.place(age))];
      if (octet === before) continue;
      if (first > age && (before !== 0 || runs.length > 0))
        runs.push({
          ...{ age: first, buckets: first - age },
          ...{ rank: before >>> RANK, good: decodePart(before & PART) },
        });
      [before, first] = [octet, age];
    }
    return runs;
  }
}
