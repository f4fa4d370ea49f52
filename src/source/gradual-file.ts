// A file of this server's own that is written in pieces, and is there whole or not at all.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './folder.js';
import { OWNER_ONLY } from './whole-file.js';

export class GradualFile {
  readonly #path: string;
  readonly #next: string;
  readonly #handle: FileHandle;
  #pieces: string[] = [];
  /** Octets that were written so far. */
  octets = 0;

  private constructor(path: string, next: string, handle: FileHandle) {
    this.#path = path;
    this.#next = next;
    this.#handle = handle;
  }

  /** Begins to write beside the file that is there. @throws Error */
  static async open(path: string): Promise<GradualFile> {
    makeFolder(dirname(path), 0o700);
    const next = `${path}.${process.pid}`;
    return new GradualFile(path, next, await open(next, 'w', OWNER_ONLY));
  }

  /** Takes a piece, which is held until the next {@link flush}. */
  write(text: string): void {
    this.#pieces.push(text);
  }

  /** Resolves when all pieces so far are written. @throws Error */
  async flush(): Promise<void> {
    const octets = Buffer.from(this.#pieces.join(''));
    this.#pieces = [];
    if (octets.length > 0) await this.#handle.appendFile(octets);
    this.octets += octets.length;
  }

  /** Puts it in the place of the file that was there. @throws Error; then all is as before */
  async finish(): Promise<void> {
    try {
      await this.flush();
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#next, this.#path);
    } catch (error) {
      await this.abandon();
      throw error;
    }
  }

  /** Leaves the file that was there as it is. Never rejects. */
  async abandon(): Promise<void> {
    this.#pieces = [];
    await this.#handle.close().catch(() => {});
    await rm(this.#next, { force: true }).catch(() => {});
  }
}
