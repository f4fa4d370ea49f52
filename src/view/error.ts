// The reply to a request that was refused.
import { z } from 'zod';
import { ERROR_CODE } from './request-error.js';

export const errorView = z.strictObject({
  error: z.strictObject({
    code: z.enum(ERROR_CODE),
    /** For people. */
    message: z.string(),
    /** What to do instead. */
    hint: z.string().optional(),
  }),
});
export type ErrorView = z.output<typeof errorView>;
