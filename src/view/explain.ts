// The request of `rondo explain` and its reply.
import { z } from 'zod';
import { askedName, client, hint, key, poolReason, type, wireForm } from './pool-reason.js';
import { messageView } from './query.js';

/** A question that nobody has asked. */
export const question = z.strictObject({
  name: askedName,
  type: type.optional(),
  client: client.optional(),
  key: key.optional(),
});
export type Question = z.output<typeof question>;

/** A name on the way from the question to the answer. */
const hop = z
  .strictObject({
    name: z.string(),
    zone: z
      .string()
      .optional()
      .describe('Apex, with `@` and the view behind it; absent when no zone holds the name.'),
    kept: z
      .string()
      .optional()
      .describe('Why the zone is not as its file stands, in words; absent when it is.'),
    found: z.string().describe('What the zone has there, in words.'),
  })
  .readonly();
export type Hop = z.output<typeof hop>;

export const explainView = z
  .strictObject({
    name: z.string(),
    type: z.string(),
    from: z.string(),
    view: z.string().optional().describe('The view that the client is in; absent when it is in none.'),
    hops: z.array(hop).readonly(),
    hint,
    pool: poolReason.optional().describe('The pool that decides, if one does.'),
    answer: wireForm.optional().describe('The next answer; absent when it would be that of an upstream.'),
    reply: messageView.optional().describe('What the answer says; there when it is.'),
  })
  .readonly();
export type ExplainView = z.output<typeof explainView>;
