// The key `cookies` of rondo.yaml: whether there are DNS cookies, and the secrets that servers of one address share.
import { z } from 'zod';
import { off, on, oneOrMore } from '../source/fields.js';
import { advised } from '../source/value-advice.js';

export interface CookieSettings {
  readonly isOn: boolean;
  /** Of 16 octets each; random ones when there are none. */
  readonly secrets: readonly Uint8Array[];
}

const DIGITS = 32;
// No message shows what was found: it may be a secret with a slip in it.
const SECRET = `a secret of cookies is ${DIGITS} hexadecimal digits in quotes; there may be a list of them`;
const COOKIES = '`cookies` is on, off or a mapping with secret';

/** What is wrong with the digits. */
function secretAdvice(value: unknown): string | undefined {
  const text = String(value);
  if (/^0x/i.test(text)) return 'leave the 0x out';
  if (!/^[0-9a-f]*$/i.test(text)) return 'make one with `openssl rand -hex 16`';
  return text.length === DIGITS ? undefined : `it has ${text.length}: \`openssl rand -hex 16\` makes one`;
}

const secret = advised(z.string({ error: SECRET }).regex(/^[0-9a-fA-F]{32}$/, { error: SECRET }), {
  advice: secretAdvice,
});

export const cookies = advised(
  z.union(
    [
      on,
      off,
      z.strictObject({
        secret: oneOrMore(secret, SECRET)
          .refine(list => list.length > 0, { error: SECRET })
          .describe('Shared by servers of one address: the first makes cookies, all are accepted'),
      }),
    ],
    { error: COOKIES },
  ),
  { advice: () => 'write `cookies: { secret: "…" }` for a secret of your own' },
).describe('DNS cookies; default: on, with a random secret');

export function settleCookies(input: z.output<typeof cookies> = 'on'): CookieSettings {
  if (typeof input === 'string') return { isOn: input === 'on', secrets: [] };
  return { isOn: true, secrets: input.secret.map(text => Buffer.from(text, 'hex')) };
}
