// The keys that say how the members of a pool are handed out, in YAML zones and under `health:`.
import { z } from 'zod';
import { MAX_TAGS } from '../../discover/bounds.js';
import { readName } from '../../probe/track/pool-name.js';
import { address, duration, integer, oneOrMore, truth } from '../../source/fields.js';
import { wordAdvice } from '../../source/foreign-words.js';
import { isMapping } from '../../source/mapping.js';
import { advised } from '../../source/value-advice.js';
import { AUTO, FALLBACKS, ORDERS } from '../lineup-policy.js';
import { MAX_MEMBERS } from '../pool.js';
import { prefer } from './prefer.js';

const FALLBACK = `expected ${FALLBACKS.join(', ')}, an address or a list of them, or { pool: NAME }`;
const POOL = 'expected the name of a pool, such as write or write.db.example.org, without a type';

/** What to write in place of a name with a type. */
function typedAdvice(value: unknown): string | undefined {
  const [, name] = typeof value === 'string' ? (/^(\S{1,255})\s+(?:A|AAAA)$/i.exec(value) ?? []) : [];
  return name === undefined ? undefined : `write \`pool: ${name}\`: it is the one of the same type`;
}

const fallbackPool = advised(
  z.strictObject({
    pool: advised(
      z
        .string({ error: POOL })
        .refine(text => text === '@' || (!/\s/.test(text) && readName(text).length === 1), { error: POOL })
        .describe('Another pool, of this zone or of another, whose members take the place of the own ones'),
      { advice: typedAdvice },
    ),
  }),
  {
    key: key =>
      /below|thresh/i.test(key)
        ? { hint: 'it is called `use-backups-below` here, and stands beside `fallback`' }
        : undefined,
  },
);

/** What to write in place of a part in decimal digits, as gdnsd has it. */
function partAdvice(value: unknown): string | undefined {
  const part = typeof value === 'string' && /^0?\.\d{1,3}$/.test(value) ? Number(value) : value;
  if (typeof part !== 'number' || part <= 0 || part >= 1) return undefined;
  return `write ${Math.max(1, Math.round(part * 100))}%`;
}

const BELOW = 'expected a percentage such as 50%, or a number of members';
const PERCENT_FORM = /^([1-9]\d?|100)%$/;

/** A number of members, or a part of all. */
const share = () =>
  advised(
    z.union([integer(1, MAX_MEMBERS), z.string().regex(PERCENT_FORM, { error: BELOW })], { error: BELOW }),
    { advice: partAdvice },
  );

const LIMIT = `expected all, auto or a whole number from 1 to ${MAX_MEMBERS}`;

const PERCENT = 'expected a percentage from 1% to 100%';

/** What to write in place of an order of other programs. */
function orderAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^least|^(?:ewma|p2c|fastest)/i.test(value)) return undefined;
  return 'a DNS server sees no connections: `weighted` goes by weights, `cyclic` by turns';
}

/** What to write in place of a word that is none for a fallback. */
function fallbackAdvice(value: unknown): string | undefined {
  if (value === false || (typeof value === 'string' && /^(?:none|no|off|nothing|empty)$/i.test(value)))
    return '`nodata` is an empty answer; all members are answered when the key is left out';
  if (typeof value !== 'string') return undefined;
  const [, named] = /^pool[\s:=]+([\w.@-]{1,200})$/i.exec(value) ?? [];
  if (named !== undefined) return `write \`{ pool: ${named === '@' ? '"@"' : named} }\``;
  if (/^backups?$/i.test(value)) return 'mark the members that are backups with `backup: true`';
  const known = wordAdvice(value, FALLBACKS);
  if (known !== undefined) return known;
  const isName = /^(?:@|(?=.*[a-z])[a-z0-9_](?:[\w.-]*[\w.])?)$/i.test(value);
  return isName ? `another pool is written as \`{ pool: ${value === '@' ? '"@"' : value} }\`` : undefined;
}

/** One of several. */
const fallbackAddress = advised(
  address.refine(() => true),
  {
    advice: value =>
      isMapping(value) && 'pool' in value
        ? 'another pool stands alone, as in `fallback: { pool: NAME }`; that pool may have addresses as its own `fallback`'
        : undefined,
  },
);

export const policyKeys = {
  order: advised(z.enum(ORDERS), { advice: orderAdvice })
    .describe(
      'Order of the answers: by turns (default), by weight (default when weights differ), as in the file, at random, or by the client',
    )
    .optional(),
  limit: z
    // All is what holds when nothing is said.
    .union([z.literal('all').transform(() => undefined), z.literal(AUTO), integer(1, MAX_MEMBERS)], {
      error: LIMIT,
    })
    .describe(
      'An answer has the first so many members; auto leaves out those that the client would sort before the first; default: all',
    )
    .optional(),
  prefer: prefer.optional(),
  fallback: advised(
    z.union(
      [
        z.enum(FALLBACKS),
        oneOrMore(fallbackAddress, FALLBACK).refine(list => list.length > 0 && list.length <= MAX_MEMBERS, {
          error: FALLBACK,
        }),
        fallbackPool,
      ],
      { error: FALLBACK },
    ),
    { advice: fallbackAdvice },
  )
    .describe('What is answered while no member is live; default: all')
    .optional(),
  'all-backups': truth.describe('Hand out all live backups of a priority, not just the first').optional(),
  'use-backups-below': share()
    .describe(
      'While fewer members are live, or a smaller part of them, backups or the fallback pool are used instead; default: 1',
    )
    .optional(),
  'keep-at-least': share()
    .describe('Operators cannot take out members so that fewer would be live, or a smaller part of them')
    .optional(),
  'minimum-live': integer(1, MAX_MEMBERS)
    .describe('So many members stay in while one is live: those that went down last')
    .optional(),
  'panic-below': z
    .string({ error: PERCENT })
    .regex(PERCENT_FORM, { error: PERCENT })
    .describe('While a smaller part of the members is live, all are handed out: a percentage such as 50%')
    .optional(),
  'slow-start': duration(1_000, 3_600_000)
    .describe('For so long the weight of a member that has come back grows to the whole; default: at once')
    .optional(),
};

const BACKUP = 'expected true, or a whole number from 1 to 255: 1 is tried before 2';

/** When a backup is tried. */
export const backup = z
  .union([truth, integer(1, 255)], { error: BACKUP })
  .transform(value => (value === true ? 1 : value === false ? undefined : value))
  .describe('Handed out only while no other member is live: true, or a priority: 1 is tried before 2');

const TAG = 'expected a word such as rack1, or a list of them: letters first, then digits, ., - and _, too';
/** With an equals sign, as tags are that come from labels. */
const TAG_FORM = /^(?=.{1,63}$)[A-Za-z][\w.-]*(?:=[\w.-]+)?$/;

/** Words by which operators select a member; none of them looks like an address. */
export const tags = oneOrMore(z.string({ error: TAG }).regex(TAG_FORM, { error: TAG }), TAG)
  .refine(list => list.length <= MAX_TAGS, { error: `at most ${MAX_TAGS} tags` })
  .describe('Words by which `rondo drain` and its like select the member');

const keys = z.object(policyKeys);

/** The keys as written, validated one by one. */
export type PolicyInput = z.output<typeof keys>;
