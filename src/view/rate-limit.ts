// What is shown of the response rate limit.
import { z } from 'zod';

/** Prefixes that are listed. */
export const MAX_PREFIXES = 10;

const limitedPrefix = z
  .strictObject({
    prefix: z.string().describe('A /24 of IPv4 or a /56 of IPv6.'),
    answers: z.int().describe('Answers over the limit since it began.'),
    over: z.int().describe('How many of these may be those of other prefixes: only the worst are counted.'),
    sinceMs: z.int().describe('How long ago it began.'),
    agoMs: z.int().describe('How long ago the last one was; after ten minutes the prefix is forgotten.'),
  })
  .readonly();

/** The limit on how often clients get the same answer over UDP. */
export const rateLimitView = z
  .strictObject({
    perSecond: z.int(),
    isDryRun: z.boolean().describe('Whether answers over the limit leave all the same.'),
    dropped: z.int().describe('Answers that were not sent, since the start.'),
    slipped: z.int().describe('Answers that were sent truncated.'),
    wouldLimit: z.int().describe('Answers over the limit that were sent in a dry run.'),
    prefixes: z.array(limitedPrefix).readonly().describe('The worst of the last minutes, at most ten.'),
  })
  .readonly();
export type RateLimitView = z.output<typeof rateLimitView>;
