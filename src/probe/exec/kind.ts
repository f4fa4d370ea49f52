// The kind `exec`: its keys in YAML, defaults and runner.
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { ProbeKind } from '../kind.js';
import type { ExecSpec } from './spec.js';

const COMMAND = 'expected a list of the command and its arguments, such as [/usr/lib/check, --fast]';
const word = z
  .string({ error: COMMAND })
  .max(4_096)
  .regex(/^[^\0]*$/, { error: 'a word may not hold a NUL' });

/** A path that is relative to the file that names it, made absolute; a name without a slash stays one. */
function commandIn(folder: string, command: string): string {
  return command.includes('/') && !isAbsolute(command) ? resolve(folder, command) : command;
}

export const exec = {
  choice: z
    .array(word, { error: COMMAND })
    .min(1)
    .max(64)
    .refine(([command]) => command !== '', { error: COMMAND })
    .describe('Probe by a command: the command and its arguments; no shell is involved'),
  choose: (command: string[]) => ({ command }),
  locate: ({ command: [command, ...args] = [''] }, folder) => ({
    command: [commandIn(folder, command), ...args],
  }),
  keys: {},
  isLocal: true,
  defaults: {},
  probedName: (_, owner) => owner,
  load: () => import('./run.js'),
} satisfies ProbeKind<ExecSpec>;
