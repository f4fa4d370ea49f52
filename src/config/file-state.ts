// The state of a file or folder, so that one can tell later whether it has changed.
import { readdirSync, statSync } from 'node:fs';

/** File systems stamp changes by a clock that lags a little. */
const STAMP_LAG_MS = 20;

/** The state of what is not there. */
const ABSENT = 0;

/** 53 bits that hardly ever agree for two texts: states of very many files must be small. */
function digest(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

/** What tells one state of a file or folder from another, as a number; a link is followed. */
export function fileState(path: string): number {
  try {
    const status = statSync(path, { bigint: true });
    if (status.isDirectory()) return digest(`folder ${readdirSync(path).sort().join('\0')}`);
    return digest(`${status.dev} ${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs}`);
  } catch {
    return ABSENT;
  }
}

/** Whether a file or folder was changed at that time, in milliseconds since 1970, or later; an absent one was not. */
export function changedSince(path: string, sinceMs: number): boolean {
  if (sinceMs === Number.POSITIVE_INFINITY) return false;
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && status.ctimeMs >= sinceMs - STAMP_LAG_MS;
}

/** A file or folder as it was before it was read. */
export interface Traced {
  readonly path: string;
  /** See {@link fileState}. */
  readonly state: number;
}
