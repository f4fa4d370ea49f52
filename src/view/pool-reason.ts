// Why each member of a pool is in or out: what `rondo explain` and `rondo whatif` have in common.
import { z } from 'zod';
import { counted, probedState, target } from './member.js';
import { nameText } from './name-text.js';
import { instead, reserve } from './pool-instead.js';

/** What is asked for. */
export const askedName = nameText.describe('The name that is asked for.');
export const type = z.string().min(1).max(20).describe('The record type that is asked for; A when absent.');
export const client = z
  .string()
  .max(64)
  .describe('The address of the client that asks; 127.0.0.1 when absent.');
export const key = nameText.describe('One of `keys` by which the query would be signed.');

export const hint = z
  .string()
  .optional()
  .describe('The pool that may be meant, when no zone here has the name.');

/** Base64. */
export const wireForm = z.base64();

export const memberReason = z
  .strictObject({
    endpoint: z.string(),
    target,
    isIn: z.boolean().describe('Whether it is handed out.'),
    why: z.string().describe('Why it is in or out, in words.'),
    share: z.number().min(0).max(1).describe('Part of the answers in which the member stands first.'),
    weight: z.number(),
    parts: z.array(z.string()).readonly().optional().describe('What each part of its check says, in words.'),
    check: z
      .array(
        z
          .strictObject({
            depth: z.int().min(0).describe('0 of the check as a whole; parts follow what they are parts of.'),
            text: z.string(),
            state: probedState,
            isWanted: z
              .boolean()
              .describe('Whether that speaks for the member: of a part of `not`, down does.'),
          })
          .readonly(),
      )
      .readonly()
      .optional()
      .describe('What its check and each part of it says; absent without parts.'),
    sinceMs: z.number().describe('For how long it has been in its state.'),
    ...counted,
    history: z
      .array(z.strictObject({ agoMs: z.number(), text: z.string() }).readonly())
      .readonly()
      .describe('Its last changes, the oldest first.'),
  })
  .readonly();
export type MemberReason = z.output<typeof memberReason>;

export const poolReason = z
  .strictObject({
    pool: z.string(),
    policy: z.array(z.string()).readonly().describe('Order, fallback and what else is set, in words.'),
    live: z.int().describe('Members that are live and in service.'),
    onFallback: z.boolean().describe('None is live and in service.'),
    reserve,
    using: z.string().optional().describe('The other pool whose members are handed out.'),
    instead,
    isEmpty: z.boolean().describe('No member is handed out, nor an address in their place.'),
    turn: z
      .int()
      .optional()
      .describe('Answers so far, which say whose turn is next; absent for orders without turns.'),
    explanation: z.string(),
    members: z.array(memberReason).readonly(),
  })
  .readonly();
export type PoolReason = z.output<typeof poolReason>;
