// Growing arrays for the records of a load, and the octets of their names and RDATA.

/** Positions are 32-bit numbers. */
const MAX_LENGTH = 0x7fffffff;

/** There are more records than one load can hold; the message can be shown. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
}

/** A longer copy of an array, with room for at least `needed`. @throws RecordsError */
export function grown<T extends Int32Array | Uint8Array>(array: T, needed: number): T {
  if (needed > MAX_LENGTH) throw new RecordsError(`the zones hold over ${MAX_LENGTH} octets of records`);
  return copied(array, Math.max(needed, array.length * 2));
}

function copied<T extends Int32Array | Uint8Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.min(MAX_LENGTH, length));
  larger.set(array);
  return larger;
}

/**
 * The array, with room for `more` behind `top` as far as that is possible. Memory that is not written to costs nothing, and an
 * array of this size need not be copied to grow.
 */
export function withRoom<T extends Int32Array | Uint8Array>(array: T, top: number, more: number): T {
  if (top + more <= array.length) return array;
  return copied(array, Math.max(Math.ceil(top + more), array.length * 2));
}

/** Octets one after another, known by their position. */
export class OctetStore {
  /** Changes when it grows: read it anew after an addition. */
  octets = new Uint8Array(512);
  #top = 0;

  /** Makes room for so many octets, as far as can be foreseen. */
  expect(octets: number): void {
    this.octets = withRoom(this.octets, this.#top, octets);
  }

  /** Takes room for so many octets. @returns its position */
  take(length: number): number {
    const at = this.#top;
    this.#top += length;
    if (this.#top > this.octets.length) this.octets = grown(this.octets, this.#top);
    return at;
  }
}
