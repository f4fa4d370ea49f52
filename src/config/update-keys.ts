// The keys of `update` in an entry under `zones:`: who may change its zones by dynamic update (RFC 2136).
import { z } from 'zod';
import { NameError } from '../dns/name.js';
import { isMetaType, typeFromText } from '../dns/types.js';
import { oneOrMore } from '../source/fields.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { patternFromText } from './update-pattern.js';

const UPDATE = 'expected the name of a key, a list of them, or a mapping from keys to what they may change';
const GRANT = 'expected any, or a mapping with names and types';
const NAME = 'expected a name, or a pattern such as *.dyn.example';
const TYPE = 'expected a type such as A, or a list of types';
/** The most keys of an entry, and names and types of a key. */
const MAX_GRANTS = 64;
const MAX_ITEMS = 256;

function isPattern(text: string): boolean {
  try {
    patternFromText(text);
    return true;
  } catch (error) {
    if (error instanceof NameError) return false;
    throw error;
  }
}

function isType(text: string): boolean {
  const type = typeFromText(text);
  return type !== undefined && !isMetaType(type);
}

/** Words of other programs. */
function grantKey(key: string): KeyAdvice | undefined {
  if (/^(?:name|subdomain|zonesub|owner|domain)s?$/i.test(key)) return { hint: 'it is called `names` here' };
  return /^(?:type|rrtype|record)s?$/i.test(key) ? { hint: 'it is called `types` here' } : undefined;
}

const few = <T>(list: readonly T[]) => list.length > 0 && list.length <= MAX_ITEMS;

const grant = z.union(
  [
    z.literal('any'),
    advised(
      z.strictObject({
        names: oneOrMore(z.string({ error: NAME }).refine(isPattern, { error: NAME }), NAME)
          .refine(few, { error: `expected 1 to ${MAX_ITEMS} names` })
          .describe('Names that it may change, such as *.dyn.example; default: all of the zone')
          .optional(),
        types: oneOrMore(z.string({ error: TYPE }).refine(isType, { error: TYPE }), TYPE)
          .refine(few, { error: `expected 1 to ${MAX_ITEMS} types` })
          .describe('Types that it may change; default: all but SOA, and NS of the apex')
          .optional(),
      }),
      { key: grantKey },
    ),
  ],
  { error: GRANT },
);

/** Words of other programs. */
const updateAdvice = (value: unknown) =>
  value === true || value === 'any' || value === 'yes' || value === 'on'
    ? 'updates have to be signed: name one of `keys`, as in `update: NAME`'
    : undefined;

export const update = advised(
  z.union(
    [
      oneOrMore(z.string().min(1), UPDATE).refine(list => list.length <= MAX_GRANTS, {
        error: `expected ${MAX_GRANTS} keys at most`,
      }),
      z.record(z.string().min(1), grant).refine(all => Object.keys(all).length <= MAX_GRANTS, {
        error: `expected ${MAX_GRANTS} keys at most`,
      }),
    ],
    { error: UPDATE },
  ),
  { advice: updateAdvice },
);

export type UpdateEntry = z.output<typeof update>;
