// The request of `rondo whatif` and its reply.
import { z } from 'zod';
import { client, hint, name, poolReason, type, wireForm } from './pool-reason.js';

const members = z.array(z.string().min(1).max(255)).max(1_000).optional();

/** Members that are imagined to be other than they are, as `rondo drain` selects them. */
export const whatIfRequest = z.strictObject({
  name: name.optional(),
  type: type.optional(),
  client: client.optional(),
  pool: name.optional(),
  down: members,
  up: members,
  drain: members,
  maint: members,
  ready: members,
});
export type WhatIfRequest = z.output<typeof whatIfRequest>;

/** The most answers of one request. */
export const MAX_TURNS = 256;

export const whatIfView = z
  .strictObject({
    pools: z.array(poolReason).readonly().describe('The pools that the request touches, as they would be.'),
    changed: z.array(z.string()).readonly().describe('Members that are imagined to be other than they are.'),
    refusal: z
      .string()
      .optional()
      .describe(
        'Why `drain` and `maint` of these members would be refused: pools that keep more live members.',
      ),
    name: z.string().optional().describe('Set when a name was asked for.'),
    type: z.string().optional(),
    hint,
    answers: z.array(wireForm).max(MAX_TURNS).readonly().optional().describe('Answers of a whole turn.'),
  })
  .readonly();
export type WhatIfView = z.output<typeof whatIfView>;
