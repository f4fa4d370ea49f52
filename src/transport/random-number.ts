// Numbers that nobody can guess, for ports and for the choice among sockets (RFC 5452 §9.2).
import { randomFillSync } from 'node:crypto';

// One call to the system's generator serves many numbers; a call for each would cost more than the rest of a query.
const pool = new Uint32Array(1024);
let used = pool.length;

const RANGE = 2 ** 32;

function next(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++];
}

/** A whole number of 0 to `bound` - 1, each as likely as any other. @param bound 1 to 2^32 */
export function randomBelow(bound: number): number {
  // Numbers beyond the last whole multiple would make some more likely.
  const end = RANGE - (RANGE % bound);
  for (let number = next(); ; number = next()) if (number < end) return number % bound;
}

const FIRST_PORT = 1024;
const PORTS = 65_536 - FIRST_PORT;

/** A port that needs no privilege: 1024 to 65535. */
export function randomPort(): number {
  return FIRST_PORT + randomBelow(PORTS);
}
