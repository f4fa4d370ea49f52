// What was asked for most in the last minutes, as far as the query log has seen it.
import { z } from 'zod';

/** The most names that are shown. */
export const MAX_TOP = 50;

const count = z.int().min(1);

export const queriesView = z
  .strictObject({
    fraction: z
      .number()
      .min(0)
      .max(1)
      .describe('The part of the queries that are seen: `log: { queries }`; 0 when that is off.'),
    seconds: z.int().min(0).describe('How long the counted time is.'),
    seen: z.int().min(0).describe('Queries seen in that time: all others are counted by `rates` alone.'),
    names: z
      .array(
        z
          .strictObject({
            name: z.string().describe('In presentation form, with escapes.'),
            count,
            over: z.int().min(0).describe('By so much the count may be too high.'),
          })
          .readonly(),
      )
      .max(MAX_TOP)
      .readonly()
      .describe('Those asked for most, the first most often.'),
    rcodes: z.array(z.strictObject({ rcode: z.string(), count }).readonly()).readonly(),
  })
  .readonly();
export type QueriesView = z.output<typeof queriesView>;
