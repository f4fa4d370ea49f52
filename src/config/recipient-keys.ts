// Who gets zones as a whole, as rondo.yaml names them: by addresses, by the key that a query is signed with, or by both.
import { z } from 'zod';
import { networkAdvice } from '../source/network-advice.js';
import { spellingHint } from '../source/suggest.js';
import { advised } from '../source/value-advice.js';
import { bitsBehind, isPrefix } from './client-keys.js';

export const RECIPIENT = 'expected any, an address, a prefix such as 192.0.2.0/24 or a name of `keys`';
const PREFIX = 'expected an address or a prefix such as 192.0.2.0/24';

/** A key that is named alone has a letter, and none of the signs of addresses. A key with another name has a mapping. */
const KEY_NAME = /^(?=.*[a-z])[\w.-]+$/i;
/** Words that say something of clients elsewhere: not `local`, for whole zones are for those who are named. */
const OTHER_WORDS = /^(?:local|localhost|none|off|on|yes|no|all|true|false)\.?$/i;

/** Whether a text names a key, and no address. */
export function isKeyName(text: string): boolean {
  return text !== 'any' && KEY_NAME.test(text) && !OTHER_WORDS.test(text);
}

function advice(value: unknown): string | undefined {
  const text = String(value);
  if (/^all\.?$/i.test(text)) return 'write any';
  return networkAdvice(text) ?? spellingHint(text, ['any']);
}

const written = advised(
  z
    .string({ error: RECIPIENT })
    .refine(text => text === 'any' || isPrefix(text) || isKeyName(text), { error: RECIPIENT }),
  { doubt: bitsBehind, advice },
);

const prefix = advised(
  z
    .string({ error: PREFIX })
    .refine(text => isPrefix(text), { error: PREFIX })
    .describe('From where a query may come'),
  { doubt: bitsBehind, advice: value => networkAdvice(String(value)) },
);

export const recipient = z.union(
  [
    written,
    z.strictObject({
      address: prefix.optional(),
      key: z.string().min(1).describe('Key that the query is signed with, one of `keys`'),
    }),
  ],
  { error: RECIPIENT },
);

/** Who gets a zone: plain data. */
export interface Recipient {
  /** An address or a prefix, or `any`. */
  readonly from: string;
  /** The name of the key that a query has to be signed with, if it has to be. */
  readonly key?: string | undefined;
}

export function recipientOf(entry: z.output<typeof recipient>): Recipient {
  if (typeof entry !== 'string') return { from: entry.address ?? 'any', key: entry.key };
  return entry === 'any' || isPrefix(entry) ? { from: entry } : { from: 'any', key: entry };
}
