// Files that this server writes for its own later use: each whole or not at all, for the owner alone.
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './folder.js';

/** For nobody but the user of this process. */
export const OWNER_ONLY = 0o600;

/**
 * Reads such a file. A pipe or a device in its place could hold up the process for ever.
 * @param maxMiB the longest that is read
 * @returns undefined when there is none
 * @throws Error
 */
function readWhole(path: string, maxMiB: number): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (!status.isFile()) throw new Error(`${path} is not a regular file`);
  if (status.size > maxMiB * 2 ** 20) throw new Error(`${path} is over ${maxMiB} MiB`);
  return readFileSync(path, 'utf8');
}

/**
 * As {@link readWhole}, for a file that holds one JSON value.
 * @returns undefined when there is none; the value is undefined when what is there is no JSON
 */
export function readWholeJson(path: string, maxMiB: number): { readonly value: unknown } | undefined {
  const text = readWhole(path, maxMiB);
  if (text === undefined) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { value: undefined };
  }
}

/** Writes the file beside the old one and renames it. @throws Error */
export function writeWhole(path: string, text: string | Uint8Array): void {
  makeFolder(dirname(path), 0o700);
  const next = `${path}.${process.pid}`;
  try {
    // What stands there is left of a process that was killed, or was put there by others so that they are written to.
    rmSync(next, { force: true });
    const handle = openSync(next, 'wx', OWNER_ONLY);
    try {
      // One write may take only a part, as when the disk becomes full: this goes on until all is there, or fails.
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
