// The keys of `admin` in rondo.yaml: where the admin listener is, and who may ask it for what.
import { z } from 'zod';
import { placedText } from '../probe/attachment-keys.js';
import { filePath, listenEndpoint, off, oneOrMore } from '../source/fields.js';
import { isMapping, type Mapping } from '../source/mapping.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { certificateKeys } from './certificate-keys.js';

const MAX_HOSTS = 32;

const ADDRESS = 'expected off, ADDRESS:PORT or [IPV6]:PORT';
/** As the flag `--admin` has it. */
export const adminAddress = z.union([off, listenEndpoint], { error: ADDRESS });

const HOSTS = 'expected a host name such as rondo.example, or a list of them';

/** More than the name was written. */
function hostAdvice(value: unknown): string | undefined {
  const [, name] = /^(?:https?:\/\/)?([a-z0-9][\w.-]*?)\.?(?::\d{1,5})?(?:\/.*)?$/i.exec(String(value)) ?? [];
  if (name !== undefined && name !== value) return `write the name alone: ${name}`;
  return String(value).includes('*') ? 'name each host: there are no patterns here' : undefined;
}

const host = advised(
  z
    .string({ error: HOSTS })
    .max(253, { error: HOSTS })
    .regex(/^[a-z0-9](?:[\w.-]*\w)?$/i, { error: HOSTS })
    .transform(name => name.toLowerCase()),
  { advice: hostAdvice },
);

// What was found instead may be the password: a message that begins with "expected" would show it.
const PASSWORD = 'a password does not stand here: write { file: PATH } or { env: NAME }';

/** Words of other programs. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ listen: 'address', bind: 'address', host: 'hosts', hostname: 'hosts', hostnames: 'hosts' },
  ...{ token: 'tokens', auth: 'password', stats: 'address', certificate: 'tls', cert: 'tls', ssl: 'tls' },
};

function adminKey(key: string, admin: Mapping): KeyAdvice | undefined {
  const word = key.toLowerCase();
  if (word === 'user' || word === 'username')
    return { hint: 'leave it out: any user name goes with the password' };
  if (word === 'port') return { hint: 'write it behind the address: `address: 127.0.0.1:9153`' };
  const own = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return own === undefined || own in admin ? undefined : { hint: `it is called \`${own}\` here` };
}

const keys = z.strictObject({
  address: listenEndpoint.describe('Where it listens; port 9153 when none is given'),
  hosts: oneOrMore(host, HOSTS)
    .refine(list => list.length <= MAX_HOSTS, { error: `expected at most ${MAX_HOSTS} names` })
    .describe('Names by which it is reached, beside IP addresses and localhost')
    .optional(),
  tls: certificateKeys.describe('Its certificate; without one it speaks plain HTTP').optional(),
  tokens: filePath.describe('File of the tokens that `rondo token` makes').optional(),
  read: z
    .enum(['open', 'token'])
    .describe('Who may look: everybody, or whoever has a token or the password; default: open on loopback')
    .optional(),
  password: placedText(PASSWORD)
    .describe('Where a password for looking stands: { file: PATH } or { env: NAME }')
    .optional(),
});
export type AdminKeys = z.output<typeof keys>;

const ADMIN = 'expected off, ADDRESS:PORT, [IPV6]:PORT or a mapping with address';
export const admin = z
  .union(
    [
      off,
      listenEndpoint.transform((address): AdminKeys => ({ address })),
      advised(keys, {
        key: adminKey,
        advice: value =>
          isMapping(value) && !('address' in value) ? 'add `address: 127.0.0.1:9153`' : undefined,
      }),
    ],
    { error: ADMIN },
  )
  .describe('Where /metrics, /healthz, /readyz and the API are served, and to whom; default: off');
