// Which running server a new one takes over from.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ListenAddress } from '../transport/desk.js';
import { udpReaders } from './port-owner.js';

/** The names under which the command is run. */
const NAMES: ReadonlySet<string> = new Set(['rondo', 'main.js']);

/** The processes of `rondo serve` that answer on one of these addresses. */
export function findPredecessors(listen: readonly ListenAddress[]): number[] {
  const found = listen.flatMap(({ address, port }) => udpReaders(address, port)).map(({ pid }) => pid);
  return [...new Set(found)].filter(isServer);
}

/** Whether a process is `rondo serve`: no other program is to be ended. */
function isServer(pid: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('serve') && words.some(word => NAMES.has(basename(word)));
  } catch {
    return false;
  }
}
