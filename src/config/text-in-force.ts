// Reads what is in force of a zone file once more, so that it can be kept.
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRegularFile } from '../source/regular-file.js';
import { ABSENT, fileState, isFolder } from './file-state.js';
import type { KeptFile, KeptListing, KeptText } from './kept-text.js';
import type { Remembered } from './load-memory.js';

function listingOf(path: string): KeptListing {
  const names = readdirSync(path).sort();
  return { names, folders: names.filter(name => isFolder(join(path, name))) };
}

/** It is over a bound. */
export const TOO_LONG: unique symbol = Symbol('too long');

/** Reads what is in force once more. @returns undefined when a file is not as it was */
export function textInForce(
  file: string,
  { format, origin, read }: Remembered,
  readMs: number,
  maxOctets: number,
): KeptText | typeof TOO_LONG | undefined {
  const files = new Map<string, KeptFile>();
  const folders = new Map<string, KeptListing>();
  let left = maxOctets;
  try {
    for (const { path, state } of read.traced) {
      if (state === ABSENT) continue;
      const status = statSync(path);
      if (status.isDirectory()) folders.set(resolve(path), listingOf(path));
      else if (status.size > left) return TOO_LONG;
      else {
        const { bytes, modifiedMs } = readRegularFile(path, { maxOctets: left });
        files.set(resolve(path), { bytes, modifiedSeconds: Math.floor(modifiedMs / 1_000) });
        left -= bytes.length;
      }
    }
  } catch {
    return undefined;
  }
  if (read.traced.some(({ path, state }) => fileState(path) !== state)) return undefined;
  return { file: resolve(file), format, origin, readMs, files, folders };
}
