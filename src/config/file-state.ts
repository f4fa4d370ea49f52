// The state of a file or folder, so that one can tell later whether it has changed, and whether it looks whole.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { fileStamp } from '../source/file-stamp.js';

/** File systems stamp changes by a clock that lags a little. */
const STAMP_LAG_MS = 20;

/** The state of what is not there. */
export const ABSENT = 0;

const NEWLINE = 0x0a;

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

/** What one look at a path tells. */
export interface FileLook {
  /** What tells one state from another, as a number. */
  readonly state: number;
  /** Octets of a file; of a folder, 1 when it holds anything; 0 of what is not there. */
  readonly extent: number;
  /** When a folder last changed, in milliseconds since 1970. */
  readonly folderMs?: number;
}

const NOTHING: FileLook = { state: ABSENT, extent: 0 };

/** Looks at a file or folder; a link is followed. */
export function lookAt(path: string): FileLook {
  try {
    const status = statSync(path, { bigint: true });
    if (!status.isDirectory()) return { state: digest(fileStamp(status)), extent: Number(status.size) };
    const names = readdirSync(path);
    const state = digest(`folder ${names.sort().join('\0')}`);
    return { state, extent: Math.min(1, names.length), folderMs: Number(status.mtimeMs) };
  } catch {
    return NOTHING;
  }
}

/** Whether a path is as it was, without the names in a folder being read when that has not changed. */
export function isAsBefore(path: string, before: FileLook): boolean {
  try {
    const status = statSync(path, { bigint: true });
    if (!status.isDirectory()) return digest(fileStamp(status)) === before.state;
    return Number(status.mtimeMs) === before.folderMs || lookAt(path).state === before.state;
  } catch {
    return before.state === ABSENT;
  }
}

/** What tells one state of a file or folder from another, as a number; a link is followed. */
export function fileState(path: string): number {
  return lookAt(path).state;
}

/** Whether a file or folder was changed at that time, in milliseconds since 1970, or later; one that is absent or cannot be looked at was not. */
export function changedSince(path: string, sinceMs: number): boolean {
  if (sinceMs === Number.POSITIVE_INFINITY) return false;
  try {
    return statSync(path).ctimeMs >= sinceMs - STAMP_LAG_MS;
  } catch {
    return false;
  }
}

/** Whether it is a folder: what is absent or cannot be looked at, as a link that leads to itself, is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a regular file has octets, and the last is no newline: whoever writes it may not be at its end. */
export function lacksFinalNewline(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fstatSync(descriptor);
      const last = new Uint8Array(1);
      return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/** A file or folder as it was before it was read. */
export interface Traced {
  readonly path: string;
  /** See {@link fileState}. */
  readonly state: number;
}
