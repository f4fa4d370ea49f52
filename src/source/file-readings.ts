// How many readings of files may be in threads of Node at once: a file system that hangs keeps each for as long as it likes.
import { dirname } from 'node:path';
import { Limiter } from '../time/limiter.js';

/** Of four threads: one is left for names that are looked up, and for files of this server. */
const MAX_READINGS = 3;

interface Folder {
  readonly limiter: Limiter;
  /** Readings that are under way or wait. */
  users: number;
}

/** Readings take turns: one in each folder, so that one file system that hangs does not keep all others waiting, and a few in all. */
export class FileReadings {
  readonly #all = new Limiter(MAX_READINGS);
  /** Those in use. */
  readonly #folders = new Map<string, Folder>();

  /** Reads when it is its turn. Of one file only one reading is to wait. */
  async run<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
    const name = dirname(path);
    const folder = this.#folders.get(name) ?? { limiter: new Limiter(1), users: 0 };
    this.#folders.set(name, folder);
    folder.users++;
    try {
      return await folder.limiter.run(() => this.#all.run(read));
    } finally {
      folder.users--;
      if (folder.users === 0) this.#folders.delete(name);
    }
  }
}

/** Of this process. */
export const fileReadings = new FileReadings();
