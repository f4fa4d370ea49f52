// The entries under `block:` of rondo.yaml.
import { z } from 'zod';
import { address, oneOrMore } from '../source/fields.js';
import { advised } from '../source/value-advice.js';

const ENTRY = 'expected a path or a pattern, or a mapping with file, answer and name, or with allow';
const ANSWER = 'expected nxdomain, nodata, null, an address or a list of them';
const URL = /^(?:https?|ftp):\/\//i;
const path = advised(
  z
    .string()
    .min(1, { error: 'expected a path or a pattern such as lists/*.txt' })
    .refine(text => !URL.test(text), { error: 'expected a path or a pattern such as lists/*.txt' }),
  {
    advice: value =>
      URL.test(String(value))
        ? 'lists are not downloaded here: fetch it with curl, from time to time, and name the file'
        : undefined,
  },
);
/** The most addresses of one answer. */
const MAX_ADDRESSES = 8;
/** The longest name of a list. */
const MAX_NAME = 64;

const addresses = oneOrMore(address, ANSWER).refine(list => list.length <= MAX_ADDRESSES, {
  error: `expected at most ${MAX_ADDRESSES} addresses`,
});

const entry = z
  .strictObject({
    file: path.describe('Path or pattern of lists whose names are blocked, relative to this file').optional(),
    allow: path.describe('Path or pattern of lists whose names are never blocked').optional(),
    answer: z
      .union([z.enum(['nxdomain', 'nodata', 'null']), addresses], { error: ANSWER })
      .describe('What blocked names answer; default: null, the addresses 0.0.0.0 and ::')
      .optional(),
    name: z
      .string()
      .min(1)
      .max(MAX_NAME)
      .describe('How the list is shown; default: the name of the file')
      .optional(),
  })
  .superRefine(({ file, allow, answer }, context) => {
    if ((file === undefined) === (allow === undefined))
      context.addIssue({ code: 'custom', message: 'expected either file or allow' });
    else if (allow !== undefined && answer !== undefined)
      context.addIssue({
        code: 'custom',
        message: 'names that are allowed have no answer',
        path: ['answer'],
      });
  });
export type BlockEntry = z.output<typeof entry>;

export const block = oneOrMore(
  z.union([path, entry], { error: ENTRY }),
  `${ENTRY}, or a list of them`,
).describe('Lists of names that are blocked');
