// What the verbs drain, maint, ready and weight ask of a server, and what it replies.
import { z } from 'zod';
import { ADMIN_STATES, MAX_BY, MAX_FOR_MS, MAX_REASON, MAX_WEIGHT, MIN_FOR_MS } from './admin-limits.js';
import { MAX_NAME_TEXT, nameText } from './name-text.js';

const MAX_WORDS = 1_000;

/** Control characters would let a text draw on the terminal of its reader. */
const lineOf = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}+$/u, 'expected one line without control characters');

export const adminState = z.enum(ADMIN_STATES);

/** What selects members: a word, perhaps with ` in ` and a pool behind it. */
export const memberWord = z
  .string()
  .min(1)
  .max(259 + MAX_NAME_TEXT);

/** What the operator should know. */
export const warnings = z
  .array(z.string())
  .readonly()
  .describe('What the operator should know, a sentence each.');

/** Which members are meant, of an order and of a plan. @param mostWords that select them */
export const membersMeant = (mostWords: number) => ({
  members: z
    .array(memberWord)
    .min(1)
    .max(mostWords)
    .describe('Addresses, ADDRESS:PORT, prefixes, tags, patterns, or `all`; each also as `MEMBER in POOL`.'),
  pool: nameText.optional().describe('Only of this pool: owner, or owner and type.'),
});

/** What stands beside an order, or a plan. */
export const beside = {
  reason: lineOf(MAX_REASON).optional(),
  by: lineOf(MAX_BY).optional().describe('Who gives the order, as they say themselves.'),
  force: z
    .boolean()
    .optional()
    .describe('Whether it is done even if a pool has fewer live members then than it is to keep.'),
} as const;

export const adminOrder = z.strictObject({
  ...membersMeant(MAX_WORDS),
  state: adminState.optional(),
  weight: z.int().min(0).max(MAX_WEIGHT).nullable().optional().describe('Null for that of the files.'),
  forMs: z
    .int()
    .min(MIN_FOR_MS)
    .max(MAX_FOR_MS)
    .optional()
    .describe('After so many milliseconds the members are ready again.'),
  ...beside,
});
export type AdminOrder = z.output<typeof adminOrder>;

/** A member as it is now. */
export const directedMember = z
  .strictObject({
    pool: z.string(),
    member: z.string().describe('Address and port as people write them.'),
    state: adminState,
    weight: z.number(),
    until: z.iso.datetime().optional().describe('RFC 3339.'),
    reason: z.string().optional(),
    by: z.string().optional(),
  })
  .readonly();
export type DirectedMember = z.output<typeof directedMember>;

const { pool, member, state, until, reason } = directedMember.unwrap().shape;

/** What was said of a member before: an order that says this takes the new one back. */
export const formerMember = z
  .strictObject({
    ...{ pool, member, state, until, reason },
    weight: z.number().optional().describe('Absent when it was that of the files.'),
  })
  .readonly();
export type FormerMember = z.output<typeof formerMember>;

/** What was done. */
export const adminOutcome = z
  .strictObject({
    members: z.array(directedMember).readonly(),
    former: z.array(formerMember).readonly().describe('What was said of the same members before.'),
    warnings,
  })
  .readonly();
export type AdminOutcome = z.output<typeof adminOutcome>;
