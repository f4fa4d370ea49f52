// Whether anybody on this machine may read a file that is to be kept secret.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const ANYBODY_READS = 0o004;
const ANYBODY_ENTERS = 0o001;

const hasRight = (path: string, right: number) =>
  ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & right) !== 0;

/** Whether anybody may read a file, and enter the folders that lead to it; not of one that is absent. */
export function isPublic(path: string): boolean {
  if (!existsSync(path) || !hasRight(path, ANYBODY_READS)) return false;
  let folder = dirname(realpathSync(path));
  while (folder !== dirname(folder)) {
    if (!hasRight(folder, ANYBODY_ENTERS)) return false;
    folder = dirname(folder);
  }
  return true;
}
