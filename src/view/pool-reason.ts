// Why each member of a pool is in or out: what `rondo explain` and `rondo whatif` have in common.
import { z } from 'zod';

/** What is asked for: a name, a record type, the address of a client. */
export const name = z.string().min(1).max(1_100);
export const type = z.string().min(1).max(20);
export const client = z.string().max(64);

/** Base64. */
export const wireForm = z.base64();

export const memberReason = z
  .strictObject({
    endpoint: z.string(),
    /** The host that its record points to, or that its address was looked up for. */
    target: z.string().optional(),
    isIn: z.boolean(),
    why: z.string(),
    /** Part of the answers in which the member stands first. */
    share: z.number().min(0).max(1),
    weight: z.number(),
    /** What each part of its check says, in words. */
    parts: z.array(z.string()).readonly().optional(),
    /** For how long it has been in its state. */
    sinceMs: z.number(),
    /** How often it has gone down, and for how long it has been down in all. */
    downs: z.int(),
    downMs: z.number(),
    /** Answers with its record since the start, and those in which it stood first; absent when they are not counted. */
    answers: z.int().optional(),
    first: z.int().optional(),
    /** The oldest first. */
    history: z.array(z.strictObject({ agoMs: z.number(), text: z.string() }).readonly()).readonly(),
  })
  .readonly();
export type MemberReason = z.output<typeof memberReason>;

export const poolReason = z
  .strictObject({
    pool: z.string(),
    /** In words. */
    policy: z.array(z.string()).readonly(),
    live: z.int(),
    onFallback: z.boolean(),
    /** The other pool whose members are handed out. */
    using: z.string().optional(),
    /** No member is handed out, nor an address in their place. */
    isEmpty: z.boolean(),
    /** Answers so far, which say whose turn is next; absent for orders without turns. */
    turn: z.int().optional(),
    explanation: z.string(),
    members: z.array(memberReason).readonly(),
  })
  .readonly();
export type PoolReason = z.output<typeof poolReason>;
