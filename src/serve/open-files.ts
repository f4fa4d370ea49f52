// How many files and sockets this process may have open at a time, and how many it has.
import { readdirSync, readFileSync } from 'node:fs';

/** Where that is not known: what a process may have open on most systems without being asked. */
const USUAL = 1024;

/** Node raises the limit to the hard one when it starts. */
export function openFilesLimit(): number {
  try {
    const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    if (limit === undefined) return USUAL;
    return limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(limit);
  } catch {
    // Only Linux has such a file.
    return USUAL;
  }
}

/** Undefined where the system does not say, or cannot for want of a descriptor. */
export function openFiles(): number | undefined {
  try {
    // One of them is this look.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}
