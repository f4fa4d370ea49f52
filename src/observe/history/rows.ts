// Which row is whose: rows of members and pools by their keys; a row of one that is gone is kept for a while.

/** For so many minutes a row is kept of what is gone. */
export const GONE_MINUTES = 60;

export class Rows {
  readonly #most: number;
  readonly #clear: (row: number) => void;
  readonly #rows = new Map<string, number>();
  /** By row; undefined for one that is free. */
  readonly #keys: (string | undefined)[] = [];
  readonly #free: number[] = [];
  /** By key of what is gone, the minute since when; the first that went first. */
  readonly #gone = new Map<string, number>();

  /** @param most rows at a time @param clear makes a row empty that is given to a key */
  constructor(most: number, clear: (row: number) => void) {
    this.#most = most;
    this.#clear = clear;
  }

  /** Of each row, its key; undefined for one that is free. */
  get keys(): readonly (string | undefined)[] {
    return this.#keys;
  }

  of(key: string): number | undefined {
    return this.#rows.get(key);
  }

  /** How many rows there are at most when these have one each. */
  with(keys: Iterable<string>): number {
    let rows = this.#keys.length;
    for (const key of keys) if (!this.#rows.has(key)) rows++;
    return Math.min(rows, this.#most);
  }

  /**
   * The row of one that is there: its own, else a free one, else that of what went first.
   * @param mayReplace whether a row may be taken from what is gone
   * @returns undefined when there is none
   */
  take(key: string, mayReplace = true): number | undefined {
    if (this.#gone.size > 0) this.#gone.delete(key);
    const own = this.#rows.get(key);
    if (own !== undefined) return own;
    const row = this.#free.pop() ?? (this.#keys.length < this.#most ? this.#keys.length : undefined);
    if (row !== undefined) return this.#give(row, key);
    const [first] = mayReplace ? this.#gone.keys() : [];
    if (first === undefined) return undefined;
    this.#forget(first);
    return this.#give(this.#free.pop()!, key);
  }

  /** The row of one that is not there: as {@link take}, but nothing else makes room for it. */
  takeGone(key: string, minute: number): number | undefined {
    if (this.#rows.has(key)) return this.#rows.get(key);
    const row = this.take(key, false);
    if (row !== undefined) this.#gone.set(key, minute);
    return row;
  }

  /** Gives the row of one key to another, which has none. */
  pass(former: string, key: string): void {
    const row = this.#rows.get(former);
    if (row === undefined || this.#rows.has(key)) return;
    this.#rows.delete(former);
    this.#gone.delete(former);
    this.#rows.set(key, row);
    this.#keys[row] = key;
  }

  /** Notes who is there. @param leave is called with the row of each that is gone since */
  keep(there: ReadonlyMap<string, unknown>, minute: number, leave: (row: number) => void): void {
    for (const [key, row] of this.#rows) {
      if (there.has(key) || this.#gone.has(key)) continue;
      this.#gone.set(key, minute);
      leave(row);
    }
  }

  /** Forgets those that have been gone for {@link GONE_MINUTES}. */
  forget(minute: number): void {
    for (const [key, since] of this.#gone) if (minute - since >= GONE_MINUTES) this.#forget(key);
  }

  #give(row: number, key: string): number {
    this.#rows.set(key, row);
    this.#keys[row] = key;
    this.#clear(row);
    return row;
  }

  #forget(key: string): void {
    const row = this.#rows.get(key);
    this.#gone.delete(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#keys[row] = undefined;
    this.#free.push(row);
  }
}
