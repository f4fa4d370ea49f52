// How long the checks of each member took within the last hour: average and longest of the good ones, and how many failed, for each minute.
import type { Ring } from './ring.js';
import { RowBuckets } from './row-buckets.js';
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

/** A word for each minute of each row; of the present minute, the times of the good checks and how many these are. */
export class CheckTimes extends RowBuckets<Uint32Array<ArrayBuffer>> {
  constructor(ring: Ring) {
    super(ring, new Uint32Array(0));
  }

  add(row: number, durationMs: number, isGood: boolean): void {
    const at = this.at(row, this.ring.place());
    const before = this.cells[at];
    if (!isGood) {
      this.cells[at] = word(averageIn(before), longestIn(before), failedIn(before) + 1);
      return;
    }
    this.parts[row] += durationMs;
    this.wholes[row]++;
    const average = encodeMs(this.parts[row] / this.wholes[row]);
    this.cells[at] = word(average, Math.max(longestIn(before), encodeMs(durationMs)), failedIn(before));
  }

  /** Takes in a minute of a file. @param place where it is in the ring of today */
  merge(row: number, place: number, minute: number): void {
    const at = this.at(row, place);
    const own = this.cells[at];
    this.cells[at] = word(
      averageIn(own) || averageIn(minute),
      Math.max(longestIn(own), longestIn(minute)),
      Math.max(failedIn(own), failedIn(minute)),
    );
  }

  read(row: number): TimesOfChecks {
    const words = Array.from(
      { length: MINUTES },
      (_, index) => this.cells[this.at(row, this.ring.place(MINUTES - 1 - index))],
    );
    return {
      averageMs: words.map(each => decodeMs(averageIn(each))),
      longestMs: words.map(each => decodeMs(longestIn(each))),
      failed: words.map(failedIn),
    };
  }
}
