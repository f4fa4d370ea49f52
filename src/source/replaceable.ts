// Whether anybody can put another file in the place of one, which its own rights say nothing of.
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';

const ANYBODY_WRITES = 0o002;
/** In such a folder each may replace only what is theirs. */
const STICKY = 0o1000;

/** How anybody may replace a file; undefined when they may not. @param folder of the file */
export function replaceableFault(path: string, folder: Pick<Stats, 'mode'>): string | undefined {
  return (folder.mode & ANYBODY_WRITES) !== 0 && (folder.mode & STICKY) === 0
    ? `anybody may write to ${dirname(path)}, and so replace ${path} (chmod o-w)`
    : undefined;
}
