// Folders that this program makes: one after the other, so that a path where none can be made is given up at once.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Something that is no folder stands where one is wanted. */
class NoFolderError extends Error {
  override readonly name = 'NoFolderError';
  readonly code = 'ENOTDIR';
}

/**
 * Makes a folder, and those above it that are not there. Where none can be made, as in /proc, `mkdir` with `recursive` of
 * Node 20 tries for ever.
 * @param mode of all that are made
 * @throws Error with a `code`
 */
export function makeFolder(path: string, mode = 0o777): void {
  const parent = dirname(path);
  if (!existsSync(path) && parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (isFolder(path)) return;
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new NoFolderError(`${path} is there already, and is no folder`);
  }
}

/** Has the disk know which files are in a folder, as after a file has taken the place of another. @throws Error of the system */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
