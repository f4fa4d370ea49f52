// Message ids that cannot be guessed (RFC 5452 §9.2).

import { randomFillSync } from 'node:crypto';

// One call to the system's generator serves many ids; a call per id would cost more than the rest of a query.
const pool = new Uint16Array(2048);
let used = pool.length;

/** A message id from the cryptographic generator, 0 to 65,535. */
export function randomId(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++];
}
