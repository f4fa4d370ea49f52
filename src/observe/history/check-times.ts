// How long the checks of each member took within the last hour: average and longest of the good ones, and how many failed, for each minute.
import type { Ring } from './ring.js';
import { decodeMs, encodeMs } from './scale.js';

export const MINUTES = 60;
export const MINUTE_MS = 60_000;
/** More are not told apart. */
const MOST_FAILED = 0xff;
/** Where average, longest and number of failed ones stand in the word of a minute. */
const AT = { LONGEST: 12, FAILED: 24 } as const;
const TIME = 0xfff;

/** The last hour of one member, the oldest minute first; undefined where no check was good. */
export interface TimesOfChecks {
  readonly averageMs: readonly (number | undefined)[];
  readonly longestMs: readonly (number | undefined)[];
  readonly failed: readonly number[];
}

const word = (average: number, longest: number, failed: number) =>
  (average | (longest << AT.LONGEST) | (Math.min(failed, MOST_FAILED) << AT.FAILED)) >>> 0;

const averageIn = (minute: number) => minute & TIME;
const longestIn = (minute: number) => (minute >>> AT.LONGEST) & TIME;
const failedIn = (minute: number) => minute >>> AT.FAILED;

export class CheckTimes {
  readonly #ring: Ring;
  /** A word for each minute of each row. */
  #words = new Uint32Array(0);
  /** Of the present minute. */
  #sums = new Float32Array(0);
  #counts = new Uint16Array(0);

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  /** All rows as they are kept. */
  get octets(): Uint8Array {
    return new Uint8Array(this.#words.buffer);
  }

  /** Makes room. */
  grow(rows: number): void {
    const [words, sums, counts] = [this.#words, this.#sums, this.#counts];
    this.#words = new Uint32Array(rows * MINUTES);
    this.#sums = new Float32Array(rows);
    this.#counts = new Uint16Array(rows);
    this.#words.set(words);
    this.#sums.set(sums);
    this.#counts.set(counts);
  }

  clear(row: number): void {
    this.#words.fill(0, row * MINUTES, (row + 1) * MINUTES);
    this.#sums[row] = 0;
    this.#counts[row] = 0;
  }

  /** Makes a row like another. */
  copy(from: number, row: number): void {
    this.#words.copyWithin(row * MINUTES, from * MINUTES, (from + 1) * MINUTES);
    this.#sums[row] = this.#sums[from];
    this.#counts[row] = this.#counts[from];
  }

  add(row: number, durationMs: number, isGood: boolean): void {
    const at = row * MINUTES + this.#ring.place();
    const before = this.#words[at];
    if (!isGood) {
      this.#words[at] = word(averageIn(before), longestIn(before), failedIn(before) + 1);
      return;
    }
    this.#sums[row] += durationMs;
    this.#counts[row]++;
    const average = encodeMs(this.#sums[row] / this.#counts[row]);
    this.#words[at] = word(average, Math.max(longestIn(before), encodeMs(durationMs)), failedIn(before));
  }

  /** Begins minutes. @param places of them */
  begin(places: readonly number[]): void {
    if (places.length === 0) return;
    this.#sums.fill(0);
    this.#counts.fill(0);
    for (const place of places)
      for (let at = place; at < this.#words.length; at += MINUTES) this.#words[at] = 0;
  }

  /** Takes in a minute of a file. @param place where it is in the ring of today */
  merge(row: number, place: number, minute: number): void {
    const at = row * MINUTES + place;
    const own = this.#words[at];
    this.#words[at] = word(
      averageIn(own) || averageIn(minute),
      Math.max(longestIn(own), longestIn(minute)),
      Math.max(failedIn(own), failedIn(minute)),
    );
  }

  read(row: number): TimesOfChecks {
    const words = Array.from(
      { length: MINUTES },
      (_, index) => this.#words[row * MINUTES + this.#ring.place(MINUTES - 1 - index)],
    );
    return {
      averageMs: words.map(each => decodeMs(averageIn(each))),
      longestMs: words.map(each => decodeMs(longestIn(each))),
      failed: words.map(failedIn),
    };
  }
}
