// The search for a text in octets that come in pieces, up to a bound.
import { Intake } from './intake.js';

/** The part of what a backend sends that is read, in octets. */
export const MAX_READ = 64 * 1024;

export class TextSearch {
  readonly #wanted: Buffer;
  readonly #intake = new Intake(MAX_READ);

  constructor(text: string) {
    this.#wanted = Buffer.from(text);
  }

  /** What was read so far. */
  get read(): Buffer {
    return this.#intake.read;
  }

  /** Whether as much was read as ever will be. */
  get isFull(): boolean {
    return this.#intake.isFull;
  }

  /** Reads on, as far as there is room. @returns whether the text is there now */
  push(chunk: Uint8Array): boolean {
    const from = Math.max(0, this.read.length - this.#wanted.length + 1);
    this.#intake.push(chunk);
    return this.read.subarray(from).includes(this.#wanted);
  }
}
