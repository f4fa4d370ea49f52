// In which state members and pools were within the last 24 hours: for each five minutes the worst state, and the part of the time that was good.
import type { Ring } from './ring.js';
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

export class StateStrips {
  readonly #ring: Ring;
  readonly #isGood: (rank: number) => boolean;
  /** An octet for each bucket of each row. */
  #octets = new Uint8Array(0);
  /** Of the present bucket, in milliseconds. */
  #goodMs = new Float32Array(0);
  #allMs = new Float32Array(0);

  /** @param isGood whether a state is good, by its rank */
  constructor(ring: Ring, isGood: (rank: number) => boolean) {
    this.#ring = ring;
    this.#isGood = isGood;
  }

  /** All rows as they are kept. */
  get octets(): Uint8Array {
    return this.#octets;
  }

  /** Makes room. */
  grow(rows: number): void {
    const [octets, goodMs, allMs] = [this.#octets, this.#goodMs, this.#allMs];
    this.#octets = new Uint8Array(rows * STRIP_BUCKETS);
    this.#goodMs = new Float32Array(rows);
    this.#allMs = new Float32Array(rows);
    this.#octets.set(octets);
    this.#goodMs.set(goodMs);
    this.#allMs.set(allMs);
  }

  clear(row: number): void {
    this.#octets.fill(0, row * STRIP_BUCKETS, (row + 1) * STRIP_BUCKETS);
    this.#goodMs[row] = 0;
    this.#allMs[row] = 0;
  }

  /** Makes a row like another. */
  copy(from: number, row: number): void {
    this.#octets.copyWithin(row * STRIP_BUCKETS, from * STRIP_BUCKETS, (from + 1) * STRIP_BUCKETS);
    this.#goodMs[row] = this.#goodMs[from];
    this.#allMs[row] = this.#allMs[from];
  }

  /**
   * Notes a stay.
   * @param rank of its worst state, from 1 to 7
   * @param allMs how long it was, which may be no time at all
   * @param goodMs how much of it was good
   */
  note(row: number, rank: number, allMs: number, goodMs: number): void {
    this.#allMs[row] += allMs;
    this.#goodMs[row] += goodMs;
    const at = row * STRIP_BUCKETS + this.#ring.place();
    const worst = Math.max(rank, this.#octets[at] >>> RANK);
    const part = this.#allMs[row] === 0 ? Number(this.#isGood(worst)) : this.#goodMs[row] / this.#allMs[row];
    this.#octets[at] = (worst << RANK) | encodePart(part);
  }

  /** Begins buckets. @param places of them */
  begin(places: readonly number[]): void {
    if (places.length === 0) return;
    this.#goodMs.fill(0);
    this.#allMs.fill(0);
    for (const place of places)
      for (let at = place; at < this.#octets.length; at += STRIP_BUCKETS) this.#octets[at] = 0;
  }

  /** Takes in a bucket of a file. @param place where it is in the ring of today */
  merge(row: number, place: number, bucket: number): void {
    const at = row * STRIP_BUCKETS + place;
    const own = this.#octets[at];
    if (own === 0 || bucket === 0) this.#octets[at] = own || bucket;
    else
      this.#octets[at] =
        (Math.max(own >>> RANK, bucket >>> RANK) << RANK) | Math.min(own & PART, bucket & PART);
  }

  /** The last 24 hours, the oldest first; buckets before the first of which something is known are left out. */
  read(row: number): Run[] {
    const runs: Run[] = [];
    let [before, first] = [0, 0];
    for (let age = STRIP_BUCKETS - 1; age >= -1; age--) {
      const octet = age < 0 ? -1 : this.#octets[row * STRIP_BUCKETS + this.#ring.place(age)];
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
