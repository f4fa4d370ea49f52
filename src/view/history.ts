// The history of a pool and its members: an hour of checks and a day of states, as the page draws them.
import { z } from 'zod';
import { target } from './member.js';
import { nameText } from './name-text.js';
import { POOL_STATE } from './pool-state.js';

export const historyRequest = z.strictObject({
  pool: nameText.describe('Its name, with the type or without.'),
  member: nameText
    .optional()
    .describe('Only members that this means: an address, ADDRESS:PORT, a prefix, a tag or a pattern.'),
});
export type HistoryRequest = z.output<typeof historyRequest>;

/** Buckets of time that are alike, one after another. */
function stay<State extends z.ZodType>(worst: State) {
  return z
    .strictObject({
      agoMs: z.number().describe('How long ago it began.'),
      forMs: z.number().describe('How long it was.'),
      worst: worst.optional().describe('The worst state in it; absent when nothing is known.'),
      good: z
        .number()
        .min(0)
        .max(1)
        .describe('The part of the time that was good; those of one stay may differ by a thirtieth.'),
    })
    .readonly();
}

const poolStay = stay(z.enum(Object.values(POOL_STATE)));
const memberStay = stay(z.enum(['up', 'unknown', 'down']));

/** Of each minute, the oldest first. */
const times = z.array(z.number().nullable()).readonly();

const memberHistory = z
  .strictObject({
    endpoint: z.string(),
    target,
    averageMs: times.describe('Average of the good checks of each minute; null for none.'),
    longestMs: times.describe('The longest of them.'),
    failed: z.array(z.int()).readonly().describe('Checks of each minute that failed, 255 at most.'),
    states: z
      .array(memberStay)
      .readonly()
      .describe('By its probes, whatever operators said; good is up. The oldest first.'),
  })
  .readonly();
export type MemberHistory = z.output<typeof memberHistory>;

export const historyView = z
  .strictObject({
    pool: z.string(),
    at: z.iso.datetime().describe('The time of this reply, from which all times count back.'),
    minutes: z
      .strictObject({
        agoMs: z.number().describe('How long ago the first minute began.'),
        stepMs: z.number(),
      })
      .readonly()
      .describe('When the minutes of the members are.'),
    states: z
      .array(poolStay)
      .readonly()
      .describe('Of the pool; good is with a live member of its own. The oldest first.'),
    members: z.array(memberHistory).readonly(),
  })
  .readonly();
export type HistoryView = z.output<typeof historyView>;
