// Who is given something, as rondo.yaml names them: by addresses, by the key that a query is signed with, or by both.
import { z } from 'zod';
import { networkAdvice } from '../source/network-advice.js';
import { spellingHint } from '../source/suggest.js';
import { advised } from '../source/value-advice.js';
import { bitsBehind, clientsAdvice, isClients, isPrefix } from './client-keys.js';

export const RECIPIENT = 'expected any, an address, a prefix such as 192.0.2.0/24 or a name of `keys`';
export const ASKER =
  'expected local, any, none, an address, a prefix such as 192.0.2.0/24 or a name of `keys`';
const PREFIX = 'expected an address or a prefix such as 192.0.2.0/24';

/** A key that is named alone has a letter, and none of the signs of addresses. A key with another name has a mapping. */
const KEY_NAME = /^(?=.*[a-z])[\w.-]+$/i;
/** Words that say something of clients, and are no names of keys. */
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

const prefix = advised(
  z
    .string({ error: PREFIX })
    .refine(text => isPrefix(text), { error: PREFIX })
    .describe('From where a query may come'),
  { doubt: bitsBehind, advice: value => networkAdvice(String(value)) },
);

/** By addresses and words, by a key, or by both. */
function named(
  expected: string,
  isWritten: (text: string) => boolean,
  advice: (value: unknown) => string | undefined,
) {
  const written = z
    .string({ error: expected })
    .refine(text => isWritten(text) || isKeyName(text), { error: expected });
  const both = z.strictObject({
    address: prefix.optional(),
    key: z.string().min(1).describe('Key that the query is signed with, one of `keys`'),
  });
  return z.union([advised(written, { doubt: bitsBehind, advice }), both], { error: expected });
}

/** Who gets zones as a whole: not `local`, for they are for those who are named. */
export const recipient = named(RECIPIENT, text => text === 'any' || isPrefix(text), advice);

/** Who may ask for what zones hold. */
export const asker = named(ASKER, isClients, value =>
  String(value).startsWith('!') ? 'there are no exceptions: list who may ask' : clientsAdvice(value),
);

/** Who is named: plain data. */
export interface Recipient {
  /** An address or a prefix, or one of the words `any`, `local` and `none`. */
  readonly from: string;
  /** The name of the key that a query has to be signed with, if it has to be. */
  readonly key?: string | undefined;
}

/** As the configuration has it. */
export function recipientText({ from, key }: Recipient): string {
  if (key === undefined) return from;
  if (from !== 'any') return `{ address: ${from}, key: ${key} }`;
  return isKeyName(key) ? key : `{ key: ${key} }`;
}

export function recipientOf(entry: z.output<typeof recipient>): Recipient {
  if (typeof entry !== 'string') return { from: entry.address ?? 'any', key: entry.key };
  return isKeyName(entry) ? { from: 'any', key: entry } : { from: entry };
}
