// Why nothing was done: the reply to a request that was refused, and what the command says with `--json`.
import { z } from 'zod';
import { COMMAND_ERROR_CODE, ERROR_CODE } from './request-error.js';

export const errorView = z.strictObject({
  error: z.strictObject({
    code: z.enum({ ...ERROR_CODE, ...COMMAND_ERROR_CODE }),
    /** For people. */
    message: z.string(),
    /** What to do instead. */
    hint: z.string().optional(),
  }),
});
export type ErrorView = z.output<typeof errorView>;
