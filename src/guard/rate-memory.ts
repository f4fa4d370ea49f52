// The memory of a rate limit, which all threads of a server share: its secret, its buckets, and the worst prefixes.
import { randomFillSync } from 'node:crypto';
import { BucketHash, SECRET_WORDS } from './bucket-hash.js';
import { LIST_OCTETS, LimitedPrefixes } from './limited-prefixes.js';
import { BUCKET_OCTETS, RateBuckets } from './rate-buckets.js';

/** The secret and the lock of the list. With the 16 octets that glibc has before it, sets of buckets begin with a line of the cache. */
const HEAD_OCTETS = 48;
const LOCK_AT = SECRET_WORDS * 4;
const LIST_AT = HEAD_OCTETS;
const BUCKETS_AT = LIST_AT + LIST_OCTETS;

/** Memory with a fresh secret, in which nobody has had anything. */
export function newRateMemory(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(BUCKETS_AT + BUCKET_OCTETS);
  randomFillSync(new Int32Array(memory, 0, SECRET_WORDS));
  return memory;
}

/** The hash with the secret of this memory. */
export function bucketHash(memory: SharedArrayBuffer): BucketHash {
  return new BucketHash(new Int32Array(memory, 0, SECRET_WORDS));
}

export function limitedPrefixes(memory: SharedArrayBuffer): LimitedPrefixes {
  return new LimitedPrefixes(
    new Float64Array(memory, LIST_AT, LIST_OCTETS / Float64Array.BYTES_PER_ELEMENT),
    new Int32Array(memory, LOCK_AT, 1),
  );
}

/** @param perSecond the same answers for a prefix */
export function rateBuckets(memory: SharedArrayBuffer, perSecond: number): RateBuckets {
  return new RateBuckets(memory, BUCKETS_AT, perSecond);
}
