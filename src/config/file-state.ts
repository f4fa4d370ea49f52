// The state of a file or folder, so that one can tell later whether it has changed.
import { readdirSync, realpathSync, statSync } from 'node:fs';

/** File systems stamp changes by a clock that lags a little. */
const STAMP_LAG_MS = 20;

/** What tells one state of a file or folder from another; a link is followed. */
export function fileState(path: string): string {
  try {
    const status = statSync(path, { bigint: true });
    if (status.isDirectory()) return `folder ${readdirSync(path).sort().join('\0')}`;
    return `${realpathSync(path)} ${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs}`;
  } catch {
    return 'absent';
  }
}

/** Whether a file or folder was changed at that time, in milliseconds since 1970, or later; an absent one was not. */
export function changedSince(path: string, sinceMs: number): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && status.ctimeMs >= sinceMs - STAMP_LAG_MS;
}

/** A file or folder as it was before it was read. */
export interface Traced {
  readonly path: string;
  /** See {@link fileState}. */
  readonly state: string;
}
