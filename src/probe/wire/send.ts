// What a probe sends first, for the kinds of which it can be said.
import { z } from 'zod';

export interface SendSpec {
  /** What is sent first, or as the body of a request, as UTF-8. */
  readonly send?: string;
}

export const sendKeys = {
  send: z
    .string()
    .min(1)
    .max(4_096)
    .describe('Text to send: once connected, or as the body of the HTTP request')
    .optional(),
};
