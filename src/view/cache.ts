// The requests of `rondo cache` and their replies.
import { z } from 'zod';
import { nameText } from './name-text.js';
import { askedName } from './pool-reason.js';

export const cacheQuestion = z.strictObject({ name: askedName });

const keptView = z
  .strictObject({
    type: z.string(),
    rcode: z.string().describe('NOERROR or NXDOMAIN.'),
    records: z.int().describe('Records in its answer section; none when it says that there are none.'),
    state: z.enum(['fresh', 'stale', 'expired']),
    ttl: z.int().describe('Seconds until it is not fresh any more; below 0 since then.'),
    held: z
      .int()
      .describe(
        'For how many seconds it is still given out without asking upstream, since that was in vain.',
      ),
    queries: z.string().describe('Bits of the queries that it is for: rd, ad, cd, edns, do.'),
    upstreams: z
      .string()
      .describe('The upstreams that it is from; empty when these are not in use any more.'),
    octets: z.int(),
  })
  .readonly();
export type KeptView = z.output<typeof keptView>;

export const cacheView = z
  .strictObject({ name: z.string(), answers: z.array(keptView).readonly() })
  .readonly();
export type CacheView = z.output<typeof cacheView>;

export const flushOrder = z.strictObject({
  name: nameText.optional().describe('All names when absent.'),
  below: z.boolean().optional().describe('Also all names below it.'),
});
export type FlushOrder = z.output<typeof flushOrder>;

export const flushView = z.strictObject({ flushed: z.int() }).readonly();
export type FlushView = z.output<typeof flushView>;
