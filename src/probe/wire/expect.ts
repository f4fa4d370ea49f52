// The key `expect` of kinds that look for a text in what comes back.
import { z } from 'zod';
import { type TextPattern, textPattern } from './pattern.js';

const EXPECT = 'expected a text, or a mapping with pattern';

export const expectKeys = {
  expect: z
    .union([z.string().min(1).max(4_096), z.number(), textPattern], { error: EXPECT })
    .transform((value): string | TextPattern => (typeof value === 'number' ? String(value) : value))
    .describe(
      'Text that the first 64 KiB of what comes back must contain (tcp), or that a query must give, or an expression for that',
    )
    .optional(),
};
