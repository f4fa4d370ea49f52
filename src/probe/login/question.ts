// What a database is asked after the login: a query with the value that it must give, and how far a replica is behind.
import { z } from 'zod';
import { duration } from '../../source/fields.js';
import type { ProbeFault } from '../kind.js';
import { expectKeys } from '../wire/expect.js';
import type { TextPattern } from '../wire/pattern.js';
import type { RoleSpec } from './role.js';

export interface QuestionSpec {
  /** One statement that only reads. */
  readonly query?: string;
  /** What its first row must have in the first column, to the letter, or an expression for that. */
  readonly expect?: string | TextPattern;
  /** How far a replica may be behind, in ms. */
  readonly 'max-lag'?: number;
}

const ONE_STATEMENT = 'expected one statement, such as SELECT 1, without a semicolon';
const [SHORTEST_MS, LONGEST_MS] = [100, 30 * 86_400_000];

export const questionKeys = {
  query: z
    .string({ error: ONE_STATEMENT })
    .max(4_096)
    .transform(text => text.replace(/[;\s]+$/, '').trimStart())
    .pipe(z.string().regex(/^[^;\0]+$/, { error: ONE_STATEMENT }))
    .describe('One statement to ask after the login, in a transaction that may only read')
    .optional(),
  ...expectKeys,
  'max-lag': duration(SHORTEST_MS, LONGEST_MS)
    .describe('How far a replica may be behind; default: it is not looked at')
    .optional(),
};

/** The keys of which each needs a login. */
export const QUESTIONS = ['query', 'expect', 'max-lag'] as const;

/** What is wrong with the questions together. */
export function questionFault(fields: Partial<QuestionSpec & RoleSpec>): ProbeFault | undefined {
  if (fields.expect !== undefined && fields.query === undefined)
    return { key: 'expect', message: '`expect` is for what a query gives', hint: 'add `query:`' };
  if (fields['max-lag'] === undefined || fields.role !== 'primary') return undefined;
  return { key: 'max-lag', message: 'a primary is never behind', hint: 'use `role: replica` or `role: any`' };
}
