// The lock of one set of slots: of several threads that write, one at a time writes there. Nobody waits for it longer than a writing takes.
import { threadId } from 'node:worker_threads';

import { slotClasses } from './layout.js';

const FREE = 0;
/** What stands in the locks of a thread. */
const ownerOf = (thread: number) => thread + 1;
const OWN = ownerOf(threadId);
/** Looks at a lock that another thread has: together they take longer than a writing. */
const TRIES = 2_000;

/** @returns whether the lock is this thread's now; not when another thread was held up while it had it */
export function tryLock(words: Int32Array, at: number): boolean {
  for (let tries = 0; tries < TRIES; tries++) {
    if (Atomics.compareExchange(words, at, FREE, OWN) === FREE) return true;
  }
  return false;
}

export function unlock(words: Int32Array, at: number): void {
  Atomics.store(words, at, FREE);
}

/** Frees what a thread that has ended held when it did. What it was writing is read by nobody until it is written anew. */
export function freeLocksOf(thread: number, memory: SharedArrayBuffer): void {
  const words = new Int32Array(memory);
  for (const { lockAt, sets } of slotClasses(memory))
    for (let at = lockAt; at < lockAt + sets; at++) Atomics.compareExchange(words, at, ownerOf(thread), FREE);
}
