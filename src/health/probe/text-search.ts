// The search for a text in octets that come in pieces, up to a bound.

/** The part of what a backend sends that is read, in octets. */
export const MAX_READ = 64 * 1024;

const FIRST_ROOM = 1024;

export class TextSearch {
  readonly #wanted: Buffer;
  /** Doubled when it is full: most backends send little. */
  #octets = Buffer.allocUnsafe(FIRST_ROOM);
  #length = 0;

  constructor(text: string) {
    this.#wanted = Buffer.from(text);
  }

  /** What was read so far. */
  get read(): Buffer {
    return this.#octets.subarray(0, this.#length);
  }

  /** Whether as much was read as ever will be. */
  get isFull(): boolean {
    return this.#length === MAX_READ;
  }

  /** Reads on, as far as there is room. @returns whether the text is there now */
  push(chunk: Uint8Array): boolean {
    const from = Math.max(0, this.#length - this.#wanted.length + 1);
    const part = chunk.subarray(0, MAX_READ - this.#length);
    this.#makeRoom(this.#length + part.length);
    this.#octets.set(part, this.#length);
    this.#length += part.length;
    return this.#octets.subarray(from, this.#length).includes(this.#wanted);
  }

  #makeRoom(length: number): void {
    if (length <= this.#octets.length) return;
    const larger = Buffer.allocUnsafe(Math.min(MAX_READ, Math.max(length, 2 * this.#octets.length)));
    larger.set(this.read);
    this.#octets = larger;
  }
}
