// Buckets of many rows in one piece of memory, and what is added up of the present ones.
import type { Ring } from './ring.js';

type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** The same numbers, and zeros behind them. */
export function enlarged<Some extends Numbers>(former: Some, length: number): Some {
  const next = new (former.constructor as new (length: number) => Some)(length);
  next.set(former);
  return next;
}

/** Each row has as many buckets as the ring has places. */
export abstract class RowBuckets<Cells extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>> {
  protected readonly ring: Ring;
  /** One for each bucket of each row. */
  protected cells: Cells;
  /** By row, of the present bucket: two sums, of which it has the quotient. */
  protected parts: Float32Array<ArrayBuffer> = new Float32Array(0);
  protected wholes: Float32Array<ArrayBuffer> = new Float32Array(0);

  /** @param none cells of no row */
  constructor(ring: Ring, none: Cells) {
    this.ring = ring;
    this.cells = none;
  }

  /** All rows as they are kept. */
  get octets(): Uint8Array {
    return new Uint8Array(this.cells.buffer);
  }

  /** Makes room. */
  grow(rows: number): void {
    this.cells = enlarged(this.cells, rows * this.ring.length);
    this.parts = enlarged(this.parts, rows);
    this.wholes = enlarged(this.wholes, rows);
  }

  clear(row: number): void {
    this.cells.fill(0, this.at(row, 0), this.at(row + 1, 0));
    this.parts[row] = 0;
    this.wholes[row] = 0;
  }

  /** Makes a row like another. */
  copy(from: number, row: number): void {
    this.cells.copyWithin(this.at(row, 0), this.at(from, 0), this.at(from + 1, 0));
    this.parts[row] = this.parts[from];
    this.wholes[row] = this.wholes[from];
  }

  /** Begins buckets. @param places of them */
  begin(places: readonly number[]): void {
    if (places.length === 0) return;
    this.parts.fill(0);
    this.wholes.fill(0);
    const cells: Uint8Array | Uint32Array = this.cells;
    for (const place of places) for (let at = place; at < cells.length; at += this.ring.length) cells[at] = 0;
  }

  /** Where a bucket of a row stands. @param place in the ring */
  protected at(row: number, place: number): number {
    return row * this.ring.length + place;
  }
}
