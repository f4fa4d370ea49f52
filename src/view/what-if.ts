// The request of `rondo whatif` and its reply.
import { z } from 'zod';
import { MAX_WEIGHT } from './admin-limits.js';
import { memberWord } from './admin-order.js';
import { MAX_NAME_TEXT, nameText } from './name-text.js';
import { askedName, client, hint, key, poolReason, type, wireForm } from './pool-reason.js';

const members = (state: string) =>
  z
    .array(memberWord)
    .max(1_000)
    .optional()
    .describe(
      `Members that are ${state} then: addresses, ADDRESS:PORT, prefixes, tags, patterns, or \`all\`.`,
    );

/** Words that select members, and the weight that these have. */
export const MEMBER_WEIGHT = /^(.+)=(\d{1,3})$/;

/** Members that are imagined to be other than they are, as `rondo drain` selects them. */
export const whatIfRequest = z.strictObject({
  name: askedName.optional(),
  type: type.optional(),
  client: client.optional(),
  key: key.optional(),
  pool: nameText.optional().describe('Only members of this pool: owner, or owner and type.'),
  down: members('down'),
  up: members('up'),
  drain: members('drained'),
  maint: members('in maintenance'),
  ready: members('ready'),
  weight: z
    .array(
      z
        .string()
        .regex(MEMBER_WEIGHT, 'expected MEMBER=WEIGHT')
        .max(MAX_NAME_TEXT + 263),
    )
    .max(1_000)
    .optional()
    .describe(`MEMBER=WEIGHT of members that have another weight then, from 0 to ${MAX_WEIGHT}.`),
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
        'Why `drain`, `maint` and weights of these members would be refused: pools that keep more live members.',
      ),
    name: z.string().optional().describe('Set when a name was asked for.'),
    type: z.string().optional(),
    hint,
    answers: z.array(wireForm).max(MAX_TURNS).readonly().optional().describe('Answers of a whole turn.'),
    firsts: z
      .array(
        z
          .strictObject({
            first: z
              .string()
              .describe('RDATA of the first record that is no alias; without one, the response code.'),
            count: z.int().min(1),
          })
          .readonly(),
      )
      .readonly()
      .optional()
      .describe('What stands first in those answers, and in how many of them.'),
  })
  .readonly();
export type WhatIfView = z.output<typeof whatIfView>;
