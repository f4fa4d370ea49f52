// Files that a pattern matches but that are not read, although they look as if they held a zone.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/** The most files that are looked into. */
const MAX_LOOKS = 100;
const HEAD_OCTETS = 4_096;

/** The first octets of a regular file; empty when it cannot be read. */
function headOf(path: string): string {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!fstatSync(descriptor).isFile()) return '';
      const head = Buffer.alloc(HEAD_OCTETS);
      return head.toString('latin1', 0, readSync(descriptor, head, 0, HEAD_OCTETS, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

/** Leftovers of editors and tools are no zones, whatever is in them. */
const LEFTOVER = /~$|^[.#]|\.(?:bak|old|orig|rej|tmp|swp|jnl|new|dpkg-\w+|rpm\w+)$/i;

/** Those of the files that hold an SOA record near their beginning. */
export function unreadZones(files: readonly string[]): string[] {
  const candidates = files.filter(file => !LEFTOVER.test(basename(file))).slice(0, MAX_LOOKS);
  return candidates.filter(file => /^[^;"\n]*\sSOA\s+\S+\s+\S+\s+[\d(]/im.test(headOf(file)));
}
