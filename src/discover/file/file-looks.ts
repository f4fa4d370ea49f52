// How files looked when they were last read: only those that look otherwise are read again.
import { statSync } from 'node:fs';
import { fileStamp } from '../../source/file-stamp.js';

function look(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status === undefined ? '' : fileStamp(status);
}

export class FileLooks {
  #states = new Map<string, string>();

  /** Takes a look at a file that is about to be read. @returns whether it looks as it did when it was taken before */
  take(path: string): boolean {
    const state = look(path);
    if (this.#states.get(path) === state) return true;
    this.#states.set(path, state);
    return false;
  }

  /** The file is to be read again in any case. */
  forget(path: string): void {
    this.#states.delete(path);
  }

  keepOnly(paths: readonly string[]): void {
    const wanted = new Set(paths);
    for (const path of this.#states.keys()) if (!wanted.has(path)) this.#states.delete(path);
  }
}

/** How long ago a file was changed by the clock of its file system, in milliseconds, whichever of the two clocks goes first. */
export function restedMs(path: string, wallMs: number): number {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? Number.POSITIVE_INFINITY : Math.abs(wallMs - status.mtimeMs);
}
