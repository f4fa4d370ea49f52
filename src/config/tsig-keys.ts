// The shape of `keys` in rondo.yaml: keys of TSIG, or the files that hold them.
import { z } from 'zod';
import { filePath } from '../source/fields.js';
import { isMapping } from '../source/mapping.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { MAX_KEYS, USUAL_ALGORITHM } from './tsig-key.js';

/** The most key files. */
const MAX_FILES = 64;

// What was found instead may be the secret: a message that begins with "expected" would show it.
const SECRET = 'the secret is a text in base64, in quotes';
const KEY = 'a key is a mapping with algorithm and secret';
const KEYS = 'keys are a mapping from names to keys, or the path of a key file, or a list of paths';

/** Words of other programs. */
function keyWord(key: string): KeyAdvice | undefined {
  if (/^(?:key|base64|value)$/i.test(key)) return { hint: 'it is called `secret` here' };
  if (/^(?:algo|type|hmac)$/i.test(key)) return { hint: 'it is called `algorithm` here' };
  return /^(?:id|name)$/i.test(key)
    ? { hint: 'the name stands before the mapping: `NAME: { … }`' }
    : undefined;
}

const key = advised(
  z.strictObject(
    {
      algorithm: z
        .string()
        .describe('hmac-sha256, hmac-sha384, hmac-sha512, hmac-sha224 or hmac-sha1')
        .default(USUAL_ALGORITHM),
      secret: z.string({ error: SECRET }).describe('What both sides know, in base64'),
    },
    { error: ({ code }) => (code === 'invalid_type' ? KEY : undefined) },
  ),
  { key: keyWord },
);

/** A key in a list, as Knot has them. */
const listed = (value: unknown) =>
  isMapping(value) && 'id' in value
    ? 'write its id before the mapping: `keys: { NAME: { algorithm: …, secret: … } }`'
    : undefined;

const path = advised(filePath, { advice: listed });

export const keys = z
  .union(
    [
      path,
      z.array(path).max(MAX_FILES, { error: `there are over ${MAX_FILES} key files` }),
      z
        .record(z.string().min(1), key)
        .refine(all => Object.keys(all).length <= MAX_KEYS, { error: `there are over ${MAX_KEYS} keys` }),
    ],
    { error: KEYS },
  )
  .describe('Keys of signed messages (TSIG) by name, or files of them');
export type KeysInput = z.output<typeof keys>;
