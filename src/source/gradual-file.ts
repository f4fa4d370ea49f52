// A file of this server's own that is written in pieces, and is there whole or not at all.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './folder.js';
import { OWNER_ONLY } from './whole-file.js';

/** Fewer characters than so many are not worth a call of the system. */
const WORTHWHILE = 65_536;

/** How many were begun in this process: two of one path do not write into one file. */
let begun = 0;

export class GradualFile {
  readonly #path: string;
  /** It is written beside the file that is there. */
  readonly #next: string;
  #handle: FileHandle | undefined;
  #pieces: string[] = [];
  /** Characters in them. */
  #held = 0;
  /** Octets that were written so far. */
  octets = 0;

  /** @param path whose file it is to replace */
  constructor(path: string) {
    this.#path = path;
    this.#next = `${path}.${process.pid}.${++begun}`;
  }

  /** Takes a piece, which is held until a {@link flush}. */
  write(text: string): void {
    this.#pieces.push(text);
    this.#held += text.length;
  }

  /** Resolves when all pieces so far are written, if they are not too few for that. @throws Error */
  async flush(): Promise<void> {
    if (this.#held >= WORTHWHILE) await this.#write();
  }

  async #write(): Promise<void> {
    const octets = Buffer.from(this.#pieces.join(''));
    this.#pieces = [];
    this.#held = 0;
    const handle = await this.#open();
    if (octets.length > 0) await handle.appendFile(octets);
    this.octets += octets.length;
  }

  /** Puts it in the place of the file that was there. @throws Error; then all is as before */
  async finish(): Promise<void> {
    try {
      await this.#write();
      const handle = await this.#open();
      await handle.sync();
      await handle.close();
      await rename(this.#next, this.#path);
    } catch (error) {
      await this.abandon();
      throw error;
    }
  }

  /** Leaves the file that was there as it is. Never rejects. */
  async abandon(): Promise<void> {
    this.#pieces = [];
    if (this.#handle === undefined) return;
    await this.#handle.close().catch(() => {});
    await rm(this.#next, { force: true }).catch(() => {});
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle === undefined) {
      makeFolder(dirname(this.#path), 0o700);
      this.#handle = await open(this.#next, 'w', OWNER_ONLY);
    }
    return this.#handle;
  }
}
