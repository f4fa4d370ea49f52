// What the verbs drain, maint, ready and weight ask of a server, and what it replies, as JSON over the control socket.
import { z } from 'zod';

/** Longest time after which a member is ready again by itself. */
export const MAX_FOR_MS = 366 * 86_400_000;
export const MAX_REASON = 200;
const MAX_WORDS = 1_000;

/** Control characters would let a reason draw on the terminal of whoever reads it. */
const reason = z
  .string()
  .min(1)
  .max(MAX_REASON)
  .regex(/^\P{Cc}+$/u);

export const adminOrder = z.strictObject({
  /** Addresses, endpoints, prefixes, tags, or `all`. */
  members: z.array(z.string().min(1).max(255)).min(1).max(MAX_WORDS),
  /** Only of this pool: owner, or owner and type. */
  pool: z.string().min(1).max(1_100).optional(),
  state: z.enum(['ready', 'drain', 'maint']).optional(),
  /** Null for that of the files. */
  weight: z.number().int().min(0).max(256).nullable().optional(),
  forMs: z.number().int().min(1_000).max(MAX_FOR_MS).optional(),
  reason: reason.optional(),
});

export type AdminOrder = z.output<typeof adminOrder>;

/** A member as it is now. */
export interface DirectedMember {
  readonly pool: string;
  /** Address and port as people write them. */
  readonly member: string;
  readonly state: 'ready' | 'drain' | 'maint';
  readonly weight: number;
  /** RFC 3339. */
  readonly until?: string;
  readonly reason?: string;
}

/** What was done. */
export interface AdminOutcome {
  readonly members: readonly DirectedMember[];
  /** What the operator should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** Why nothing was done. */
export interface Refusal {
  readonly error: string;
  readonly hint?: string;
}
