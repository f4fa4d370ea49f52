// The file with the updates of one zone: what is said of a zone to clients was written to the disk before.
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readUpdateLogInTurns } from '../../config/update-layer.js';
import type { Name } from '../../dns/name.js';
import { makeFolder, syncFolder } from '../../source/folder.js';
import { replaceOwn } from '../../source/own-file.js';
import { inTurns } from '../../time/turns.js';
import { Overlay } from '../../zone/update/overlay.js';
import { LOG_MAGIC, overlayLog } from '../../zone/update/update-log.js';

const OWNER_ONLY = 0o600;
/** What stands behind the overlay may be so many octets, or as long as the overlay: then all is written anew. */
const MAX_BEHIND = 2 ** 20;

/** What is told of the file. */
export interface UpdateFileEvents {
  /** A part at its end was not whole, and was cut off. */
  cut(octets: number): void;
  /** It is damaged: a copy was put aside, and what could be read counts. */
  damaged(why: string, copy: string): void;
}

/** A moment in the life of a file, see {@link UpdateFile.takeBack}. */
export interface FileMark {
  readonly inode: number;
  readonly length: number;
}

/** Writes pieces one after another, while others have their turns. @returns how many octets they have */
async function writeAll(handle: FileHandle, pieces: Iterable<Buffer>): Promise<number> {
  let length = 0;
  for await (const piece of inTurns(pieces)) {
    await handle.writeFile(piece);
    length += piece.length;
  }
  return length;
}

export class UpdateFile {
  readonly #path: string;
  readonly #origin: Name;
  readonly #events: UpdateFileEvents;
  #handle: FileHandle | undefined;
  /** Octets that are known to be whole. */
  #length = 0;
  #overlayLength = 0;
  #inode = 0;
  overlay = new Overlay();

  constructor(path: string, origin: Name, events: UpdateFileEvents) {
    this.#path = path;
    this.#origin = origin;
    this.#events = events;
  }

  /** Whether it is as this process has left it: another may have written to it before it ended. */
  async isOurs(): Promise<boolean> {
    if (this.#handle === undefined) return false;
    const status = await stat(this.#path).catch(() => undefined);
    return status?.ino === this.#inode && status.size === this.#length;
  }

  /** Reads what is there, and cuts off what is not whole. @throws Error of the file system */
  async open(): Promise<void> {
    await this.close();
    makeFolder(dirname(this.#path), 0o700);
    const read = await readUpdateLogInTurns(this.#path, this.#origin);
    this.overlay = read?.overlay ?? new Overlay();
    if (read === undefined) {
      await this.#replace();
      return;
    }
    if (read.damage !== undefined) {
      const copy = `${this.#path}.damaged`;
      await rename(this.#path, copy);
      await this.#replace();
      this.#events.damaged(read.damage, copy);
      return;
    }
    await this.#openAt(read.length);
    if (read.torn === 0) return;
    await this.#handle!.truncate(read.length);
    this.#events.cut(read.torn);
  }

  /** Puts records behind the others; they are on the disk when it resolves. @throws Error when nothing of them is kept */
  async append(records: Uint8Array): Promise<void> {
    const handle = this.#handle!;
    try {
      await handle.appendFile(records);
      await handle.datasync();
      this.#length += records.length;
    } catch (error) {
      // Whatever was written of them does not count; when it cannot be taken away now, that is done when all is read again.
      await handle.truncate(this.#length).catch(() => this.close());
      throw error;
    }
  }

  get mark(): FileMark {
    return { inode: this.#inode, length: this.#length };
  }

  /** Takes away what was put behind the others since then. Written anew since, it holds nothing of that. @throws Error of the file system */
  async takeBack({ inode, length }: FileMark): Promise<void> {
    if (!(await this.isOurs()) || inode !== this.#inode) return;
    await this.#handle!.truncate(length);
    await this.#handle!.datasync();
    await this.open();
  }

  /** Whether it is worth while to write all anew. */
  get isLong(): boolean {
    return this.#length - this.#overlayLength > Math.max(MAX_BEHIND, this.#overlayLength);
  }

  /** Writes the overlay alone. @throws Error of the file system; the file is as it was */
  async rewrite(overlay: Overlay): Promise<void> {
    const former = this.overlay;
    this.overlay = overlay;
    try {
      await this.#replace();
    } catch (error) {
      this.overlay = former;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
  }

  async #replace(): Promise<void> {
    const pieces = overlayLog(this.#origin, this.overlay);
    const kind = { magic: LOG_MAGIC, what: 'log of updates' };
    const length = await replaceOwn(this.#path, kind, handle => writeAll(handle, pieces));
    await syncFolder(dirname(this.#path));
    await this.close();
    await this.#openAt(length);
    this.#overlayLength = length;
  }

  async #openAt(length: number): Promise<void> {
    this.#handle = await open(this.#path, 'a', OWNER_ONLY);
    this.#inode = (await this.#handle.stat()).ino;
    this.#length = length;
  }
}
