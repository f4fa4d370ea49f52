// A text that a probe needs and that stands elsewhere: in a file, or in a variable of the environment.
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/** The most octets of one. */
export const MAX_ATTACHMENT = 256 * 1024;

/** It may be a secret: whatever shows or writes an attachment shows where it stands, and a digest of it. */
export class Attachment {
  readonly #text: string | undefined;
  #digest: string | undefined;

  /** @param text what stands there, once that is read */
  constructor(
    readonly from: 'file' | 'env',
    readonly name: string,
    text?: string,
  ) {
    this.#text = text;
  }

  get isRead(): boolean {
    return this.#text !== undefined;
  }

  /** @throws Error when it was not read: a programming error after a load */
  get text(): string {
    if (this.#text === undefined) throw new Error(`${this.name} was not read`);
    return this.#text;
  }

  toJSON(): unknown {
    // Made once: each member of a pool asks for it.
    this.#digest ??= createHash('sha256')
      .update(this.#text ?? '')
      .digest('hex');
    return { from: this.from, name: this.name, digest: this.#digest };
  }

  [inspect.custom](): string {
    return `${this.from} ${this.name}`;
  }
}
