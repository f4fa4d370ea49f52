// Octets that come in pieces, collected up to a bound.

/** Doubled when it is full: most backends send little. */
const FIRST_ROOM = 1024;

export class Intake {
  readonly #most: number;
  #octets = Buffer.allocUnsafe(FIRST_ROOM);
  #length = 0;

  /** @param most octets that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** What has come so far. */
  get read(): Buffer {
    return this.#octets.subarray(0, this.#length);
  }

  /** Whether as much was taken as ever will be. */
  get isFull(): boolean {
    return this.#length === this.#most;
  }

  /** Takes the next piece, as far as there is room. */
  push(chunk: Uint8Array): void {
    const part = chunk.subarray(0, this.#most - this.#length);
    this.#makeRoom(this.#length + part.length);
    this.#octets.set(part, this.#length);
    this.#length += part.length;
  }

  #makeRoom(length: number): void {
    if (length <= this.#octets.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#most, Math.max(length, 2 * this.#octets.length)));
    larger.set(this.read);
    this.#octets = larger;
  }
}
