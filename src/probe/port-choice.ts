// The choosing key of kinds of which it may name the port and nothing else.
import { z } from 'zod';
import { on, port } from '../source/fields.js';

/** The schema: true, or a port. */
export function portChoice(description: string) {
  return z
    .union([on.transform(() => true as const), port], { error: 'expected true or a port from 1 to 65535' })
    .describe(description);
}

/** What the value says. */
export function choosePort(value: true | number): { port?: number } {
  return value === true ? {} : { port: value };
}
