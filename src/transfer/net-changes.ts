// The differences of an IXFR, condensed: what is to be taken out of a file of lines, and what is to be put into it.
import type { RecordParts } from '../dns/record-text.js';
import { REMEDY, TransferError } from './transfer-error.js';
import { keyOfLine, lineOf } from './zone-line.js';

/** More records than so many are not kept in memory: the whole zone is asked for instead. */
const MAX_RECORDS = 200_000;

function useless(what: string, line: string): TransferError {
  return new TransferError(`${what} ${line.slice(0, 200)}`, REMEDY.WHOLE);
}

export class NetChanges {
  readonly #most: number;
  /** Lines that the file has and is not to have, by key; true once it was met. */
  readonly #removed = new Map<string, boolean>();
  /** Lines that the file is to have, by key. */
  readonly #added = new Map<string, string>();

  /** @param most records that came or went */
  constructor(most = MAX_RECORDS) {
    this.#most = most;
  }

  /** Lines that come, beside those that stay. */
  get added(): IterableIterator<string> {
    return this.#added.values();
  }

  /** @throws TransferError when it was removed before, or there are too many */
  remove(record: RecordParts): void {
    const line = lineOf(record);
    const key = keyOfLine(line);
    // What came with an earlier difference and goes again was never in the file.
    if (this.#added.delete(key)) return;
    if (this.#removed.has(key)) throw useless('removes twice', line);
    this.#removed.set(key, false);
    this.#bound();
  }

  /** @throws TransferError when it was added before, or there are too many */
  add(record: RecordParts): void {
    const line = lineOf(record);
    const key = keyOfLine(line);
    if (this.#added.has(key)) throw useless('adds twice', line);
    this.#added.set(key, line);
    this.#bound();
  }

  /**
   * Whether a line of the file stays: to be asked for each once.
   * @throws TransferError when it is to be added although it is there
   */
  keeps(line: string): boolean {
    const key = keyOfLine(line);
    if (this.#removed.has(key)) {
      this.#removed.set(key, true);
      return false;
    }
    if (this.#added.has(key)) throw useless('adds what is there already:', line);
    return true;
  }

  /** To be called after the last line. @throws TransferError when a record is to be removed that was not there */
  checkRemoved(): void {
    for (const [key, wasMet] of this.#removed) if (!wasMet) throw useless('removes what is not there:', key);
  }

  #bound(): void {
    if (this.#removed.size + this.#added.size > this.#most)
      throw new TransferError(`changes over ${this.#most} records`, REMEDY.WHOLE);
  }
}
