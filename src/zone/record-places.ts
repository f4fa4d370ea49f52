// Where the records of RRsets stand in their files, but for the first of each set, whose row says it.
import { TYPE } from '../dns/types.js';
import { grown } from './octet-store.js';

/** Words of an entry. */
const COLUMN = { RECORD: 0, FILE: 1, LINE: 2, COLUMN: 3, WORDS: 4 } as const;

/** Sets of these types may be many and large, and nothing is said about one of their records once all are read. */
const WITHOUT: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.RRSIG]);

/** One entry for each further record, in the order in which they were read. */
export class RecordPlaces {
  #words = new Int32Array(0);
  #top = 0;

  /** Whether the places of records of a type are kept. */
  isFor(type: number): boolean {
    return !WITHOUT.has(type);
  }

  /** @param record of a number above all before it */
  add(record: number, file: number, line: number, column: number): void {
    const at = this.#top;
    this.#top += COLUMN.WORDS;
    if (this.#top > this.#words.length) this.#words = grown(this.#words, this.#top);
    this.#words[at + COLUMN.RECORD] = record;
    this.#words[at + COLUMN.FILE] = file;
    this.#words[at + COLUMN.LINE] = line;
    this.#words[at + COLUMN.COLUMN] = column;
  }

  /** The place of a record; undefined when none was kept. */
  find(
    record: number,
  ): { readonly file: number; readonly line: number; readonly column: number } | undefined {
    const words = this.#words;
    let low = 0;
    let high = this.#top / COLUMN.WORDS;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words[middle * COLUMN.WORDS + COLUMN.RECORD] < record) low = middle + 1;
      else high = middle;
    }
    const at = low * COLUMN.WORDS;
    if (at >= this.#top || words[at + COLUMN.RECORD] !== record) return undefined;
    return {
      file: words[at + COLUMN.FILE],
      line: words[at + COLUMN.LINE],
      column: words[at + COLUMN.COLUMN],
    };
  }
}
