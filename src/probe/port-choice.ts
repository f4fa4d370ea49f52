// The choosing key of kinds of which it may name the port and nothing else.
import { z } from 'zod';
import { on, port } from '../source/fields.js';
import { advised } from '../source/value-advice.js';

/** The schema: true, or a port. */
export function portChoice(description: string) {
  const choice = z
    .union([on.transform(() => true as const), port], { error: 'expected true or a port from 1 to 65535' })
    .describe(description);
  return advised(choice, {
    advice: value =>
      typeof value === 'object' && value !== null
        ? 'write the port itself here, and the other keys beside it'
        : undefined,
  });
}

/** What the value says. */
export function choosePort(value: true | number): { port?: number } {
  return value === true ? {} : { port: value };
}
