// What of a status is asked for.
import { z } from 'zod';
import { nameText } from './name-text.js';

/** What a member can be asked for as. */
export const MEMBER_STATES = ['up', 'down', 'unknown', 'drain', 'maint'] as const;
export type AskedState = (typeof MEMBER_STATES)[number];

export const statusRequest = z.strictObject({
  only: nameText
    .optional()
    .describe(
      'Of pools: a name, with the type or without, or a pattern with `*`; else of members, as `rondo drain` takes them.',
    ),
  state: z.enum(MEMBER_STATES).optional().describe('Members that are so.'),
  show: z
    .enum(['all', 'brief'])
    .default('all')
    .describe('`brief`: what has to be looked at, and not too much of it; all of a small server.'),
});
export type StatusRequest = z.output<typeof statusRequest>;
