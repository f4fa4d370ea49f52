// The request of `rondo whatif` and its reply.
import { z } from 'zod';
import { nameText } from './name-text.js';
import { askedName, client, hint, poolReason, type, wireForm } from './pool-reason.js';

const members = (state: string) =>
  z
    .array(z.string().min(1).max(255))
    .max(1_000)
    .optional()
    .describe(
      `Members that are ${state} then: addresses, ADDRESS:PORT, prefixes, tags, patterns, or \`all\`.`,
    );

/** Members that are imagined to be other than they are, as `rondo drain` selects them. */
export const whatIfRequest = z.strictObject({
  name: askedName.optional(),
  type: type.optional(),
  client: client.optional(),
  pool: nameText.optional().describe('Only members of this pool: owner, or owner and type.'),
  down: members('down'),
  up: members('up'),
  drain: members('drained'),
  maint: members('in maintenance'),
  ready: members('ready'),
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
