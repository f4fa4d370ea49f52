// What a status and a reason say of a member in the same way.
import { z } from 'zod';

/** What probes make of it. */
export const probedState = z.enum(['unknown', 'up', 'down']);

export const target = z
  .string()
  .optional()
  .describe('The host that its record points to, or that its address was looked up for.');

/** What has been counted of it. */
export const counted = {
  downs: z.int().describe('How often it has gone down.'),
  downMs: z.number().describe('For how long it has been down in all.'),
  answers: z
    .int()
    .optional()
    .describe('Answers with its record since the start; absent when they are not counted.'),
  first: z.int().optional().describe('Answers in which it stood first; absent when they are not counted.'),
} as const;
