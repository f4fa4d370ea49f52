// Expressions that a text of the other side must match, as they are written.
import { z } from 'zod';

/** A regular expression of JavaScript, with the flag `s`. */
export interface TextPattern {
  readonly pattern: string;
}

const pattern = z
  .string({ error: 'expected a regular expression' })
  .min(1)
  .max(1_024)
  .superRefine((text, context) => {
    try {
      new RegExp(text, 's');
    } catch (error) {
      const message = error instanceof Error ? error.message.replace(/^.*: /, '') : String(error);
      context.addIssue({ code: 'custom', message: `not a regular expression: ${message}` });
    }
  });

/** The schema of {@link TextPattern}. */
export const textPattern = z.strictObject({ pattern });
