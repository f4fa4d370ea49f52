// The keys of `rate-limit` in rondo.yaml: how often clients get the same answer over UDP, and who is not limited.
import { z } from 'zod';
import { integer, off, on, oneOrMore, truth } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { bitsBehind, clientsAdvice, isClients } from './client-keys.js';

/** How answers are limited, settled. */
export interface RateLimitSettings {
  readonly perSecond: number;
  readonly slip: number;
  readonly exempt: readonly string[];
  readonly isDryRun: boolean;
}

/** As NSD has it: what resolvers ask for is far below, for they keep answers. */
const USUAL: RateLimitSettings = { perSecond: 200, slip: 2, exempt: ['private'], isDryRun: false };

const EXEMPT = 'expected private, local, any, none, an address or a prefix such as 192.0.2.0/24';
const exempt = advised(
  z.string({ error: EXEMPT }).refine(text => text === 'private' || isClients(text), { error: EXEMPT }),
  { doubt: bitsBehind, advice: clientsAdvice },
);

/** Counts of other programs that mean that there is no limit. */
const perSecond = advised(integer(1, 1_000_000), {
  advice: value => {
    if (value === 0) return 'write `rate-limit: off` for no limit';
    const [, number] = /^(\d{1,7})\s*(?:\/\s*)?(?:s|sec|second|qps|rps|pps)$/i.exec(String(value)) ?? [];
    return number === undefined ? undefined : `write ${number}: it is counted by the second`;
  },
});

/** What others say in one word. */
function limitAdvice(value: unknown): string | undefined {
  return /^(?:dry-?run|log-?only)$/i.test(String(value)) ? 'write `{ dry-run: yes }`' : undefined;
}

const RATE_LIMIT =
  'expected on, off, answers a second from 1 to 1000000, or a mapping with per-second, slip, exempt and dry-run';
export const rateLimit = advised(
  z.union(
    [
      on,
      off,
      perSecond,
      z.strictObject({
        'per-second': perSecond
          .describe('The same answers for one prefix in a second, a /24 or a /56; default: 200')
          .optional(),
        slip: integer(0, 100)
          .describe('One of so many answers over the limit leaves truncated, 0 for none; default: 2')
          .optional(),
        exempt: oneOrMore(exempt, `${EXEMPT}, or a list of them`)
          .refine(list => !list.includes('none') || list.length === 1, {
            error: '"none" must be the only entry',
          })
          .describe('Clients that are not limited; default: private')
          .optional(),
        'dry-run': truth
          .describe('yes: what is over the limit is counted and logged, and leaves; default: no')
          .optional(),
      }),
    ],
    { error: RATE_LIMIT },
  ),
  { advice: limitAdvice },
).describe('How often clients get the same answer over UDP; default: on');

export const sizeWithoutCookie = integer(512, 1_232).describe(
  'Longer answers over UDP need a valid cookie: other clients get them over TCP; default: 1232',
);

/** @returns undefined when there is no limit */
export function settleRateLimit(
  input: z.output<typeof rateLimit> | undefined = 'on',
): RateLimitSettings | undefined {
  if (input === 'off') return undefined;
  if (input === 'on') return USUAL;
  if (typeof input === 'number') return { ...USUAL, perSecond: input };
  return {
    perSecond: input['per-second'] ?? USUAL.perSecond,
    slip: input.slip ?? USUAL.slip,
    exempt: input.exempt ?? USUAL.exempt,
    isDryRun: input['dry-run'] ?? USUAL.isDryRun,
  };
}
