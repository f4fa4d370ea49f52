// The requests of `rondo cache` and their replies.
import { z } from 'zod';
import { name } from './pool-reason.js';

export const cacheQuestion = z.strictObject({ name });

const keptView = z
  .strictObject({
    type: z.string(),
    /** NOERROR or NXDOMAIN. */
    rcode: z.string(),
    /** Records in its answer section; none when it says that there are none. */
    records: z.int(),
    state: z.enum(['fresh', 'stale', 'expired']),
    /** Seconds until it is not fresh any more; below 0 since then. */
    ttl: z.int(),
    /** For how many seconds it is still given out without asking upstream, since that was in vain. */
    held: z.int(),
    /** Bits of the queries that it is for: rd, ad, cd, edns, do. */
    queries: z.string(),
    /** The upstreams that it is from; empty when these are not in use any more. */
    upstreams: z.string(),
    octets: z.int(),
  })
  .readonly();
export type KeptView = z.output<typeof keptView>;

export const cacheView = z
  .strictObject({ name: z.string(), answers: z.array(keptView).readonly() })
  .readonly();
export type CacheView = z.output<typeof cacheView>;

export const flushOrder = z.strictObject({
  /** All names when absent. */
  name: name.optional(),
  /** Also all names below it. */
  below: z.boolean().optional(),
});
export type FlushOrder = z.output<typeof flushOrder>;

export const flushView = z.strictObject({ flushed: z.int() }).readonly();
export type FlushView = z.output<typeof flushView>;
