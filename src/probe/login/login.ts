// The login of a probe, for the kinds that have one: its password stands in a file or in the environment.
import { z } from 'zod';
import type { Attachment } from '../attachment.js';
import { placedText } from '../attachment-keys.js';
import type { ProbeFault } from '../kind.js';
import { ONE_LINE } from '../words.js';
import type { Role } from './role.js';

export interface LoginSpec {
  readonly user?: string;
  readonly password?: Attachment;
}

// What was found instead may be the password: a message that begins with "expected" would show it.
const PASSWORD = 'a password does not stand here: write { file: PATH } or { env: NAME }';

export const loginKeys = {
  user: z
    .string()
    .regex(ONE_LINE, { error: 'expected a name of one line' })
    .min(1)
    .max(256)
    .describe('Name to log in with')
    .optional(),
  password: placedText(PASSWORD)
    .describe('Where the password stands: { file: PATH } or { env: NAME }')
    .optional(),
};

const MAX_PASSWORD = 1_024;

/** What is wrong with a password; undefined when nothing is. */
export function passwordFault(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (text.length > MAX_PASSWORD) return `is over ${MAX_PASSWORD} characters`;
  return ONE_LINE.test(text) ? undefined : 'is not one line of text';
}

/** What is wrong with the login as a whole. */
export function loginFault({ user, password }: Partial<LoginSpec>): ProbeFault | undefined {
  if (user === undefined || password !== undefined) return undefined;
  return { key: 'user', message: '`user` needs a password', hint: 'add `password:`' };
}

/**
 * What is wrong with a probe that asks without a login for what only a login gives.
 * @param keys that need one
 */
export function strangerFault<Key extends string>(
  fields: Partial<LoginSpec> & { readonly role?: Role } & { readonly [Each in Key]?: unknown },
  keys: readonly Key[],
): ProbeFault | undefined {
  if (fields.user !== undefined) return undefined;
  const hint = 'add `user:`';
  const key = keys.find(each => fields[each] !== undefined);
  if (key !== undefined) return { key, message: `\`${key}\` needs a user`, hint };
  const { role = 'any' } = fields;
  return role === 'any' ? undefined : { key: 'role', message: 'the role is told after a login only', hint };
}
