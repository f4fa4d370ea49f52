// Why nothing was done: the reply to a request that was refused, and what the command says with `--json`.
import { z } from 'zod';
import { COMMAND_ERROR_CODE, ERROR_CODE } from './request-error.js';

export const errorView = z.strictObject({
  error: z.strictObject({
    code: z.enum({ ...ERROR_CODE, ...COMMAND_ERROR_CODE }),
    message: z.string().describe('For people.'),
    hint: z.string().optional().describe('What to do instead.'),
  }),
});
export type ErrorView = z.output<typeof errorView>;
