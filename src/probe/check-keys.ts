// The keys of a check that is made of parts: `all`, `any`, `not`, and `at-least` with `of`.
import { z } from 'zod';
import { integer } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { CHECK_WORDS, MAX_PARTS } from './check.js';
import type { CheckReference } from './spec.js';
import { memberReference, poolReference } from './track/kind.js';
import { partsAdvice, soleAdvice } from './written-advice.js';

type Part = z.ZodType<CheckReference>;

/** @param part gives the schema of a part, which may have such keys itself */
export function checkKeys(part: () => Part) {
  const parts = advised(z.array(z.lazy(part)).min(1).max(MAX_PARTS), { advice: partsAdvice });
  return {
    all: parts
      .describe('Up while each of these is: profiles, probes, pools, or checks of such parts')
      .optional(),
    any: parts.describe('Up while one of these is').optional(),
    not: advised(z.lazy(part), { advice: soleAdvice }).describe('Up while this is down').optional(),
    'at-least': integer(1, 1024).describe('Up while so many of the parts under `of:` are').optional(),
    of: parts.describe('The parts that `at-least` counts').optional(),
  };
}

/** A pool as a part; with `at-least` so many of its members must be live. */
export const poolKey = poolReference
  .describe('Name of a pool, as a part of a check: up while it has a live member, or `at-least` so many')
  .optional();

/** A member as a part. */
export const memberKey = memberReference
  .describe('A member, as a part of a check: its address in this pool, or a pool and the address')
  .optional();

interface Input {
  readonly all?: readonly CheckReference[];
  readonly any?: readonly CheckReference[];
  readonly not?: CheckReference;
  readonly 'at-least'?: number;
  readonly of?: readonly CheckReference[];
}

/** What a mapping is made of; undefined when it is a probe of a kind. */
export function checkOf({ all, any, not, of, 'at-least': atLeast }: Input): CheckReference | undefined {
  if (all !== undefined) return { word: 'all', atLeast: all.length, of: all };
  if (any !== undefined) return { word: 'any', atLeast: 1, of: any };
  if (not !== undefined) return { not };
  return of === undefined ? undefined : { word: 'of', atLeast: atLeast ?? 1, of };
}

/** Reports keys of checks that do not go together. @param others the further keys that are there */
export function checkCheckKeys(
  input: Input,
  others: readonly string[],
  add: (key: string, message: string) => void,
): void {
  const [word, ...more] = CHECK_WORDS.filter(each => input[each] !== undefined);
  const { of, 'at-least': atLeast } = input;
  for (const each of more) add(each, `${word} is there already, and a check has one of them`);
  if (word !== undefined)
    for (const key of others) add(key, `"${key}" does not stand beside ${word}: it belongs to a part`);
  if (of !== undefined && atLeast === undefined) add('of', 'how many of them: at-least is missing');
  if (atLeast !== undefined && of !== undefined && of.length > 0 && atLeast > of.length)
    add('at-least', `there are only ${of.length} parts`);
}
