// The login of a mysql probe: what each way to prove a password answers.
import { constants, createHash, createPublicKey, publicEncrypt } from 'node:crypto';
import type { Finding } from '../result.js';
import type { MysqlSpec } from './spec.js';

const NOTHING = Buffer.alloc(0);

function digest(algorithm: string, ...parts: readonly Uint8Array[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest();
}

const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((octet, at) => octet ^ b[at]));

type Answer = (password: Buffer, scramble: Buffer) => Buffer;

/** By the name of the plugin; the password is not empty. */
const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  [
    'mysql_native_password',
    (password, scramble) => {
      const once = digest('sha1', password);
      return xor(once, digest('sha1', scramble, digest('sha1', once)));
    },
  ],
  [
    'caching_sha2_password',
    (password, scramble) => {
      const once = digest('sha256', password);
      return xor(once, digest('sha256', digest('sha256', once), scramble));
    },
  ],
]);

const CLEAR = 'mysql_clear_password';

/** The plugin to begin with: that of the server, if it is known here. */
export function firstPlugin(offered: string): string {
  return ANSWERS.has(offered) ? offered : 'mysql_native_password';
}

const failed = (text: string): Finding => ({ code: 'L7STS', text });

const clearText = ({ password }: MysqlSpec) => Buffer.from(`${password?.text ?? ''}\0`);

/** The password as it stands, for connections that nobody else reads. */
function clearAnswer(spec: MysqlSpec): Buffer | Finding {
  return spec.tls
    ? clearText(spec)
    : failed('the server asks for the password in clear: that needs `tls: true`');
}

/** Asks for the key of the server, as `caching_sha2_password` has it. */
const KEY_REQUEST = Buffer.from([2]);

/** What a server gets that has to see the password itself; undefined when it must send its key first. */
export function fullAnswer(spec: MysqlSpec): {
  readonly answer: Buffer | Finding;
  readonly awaitsKey: boolean;
} {
  if (spec.tls) return { answer: clearText(spec), awaitsKey: false };
  if (spec['get-public-key']) return { answer: KEY_REQUEST, awaitsKey: true };
  const why = 'the server has to see the password itself: that needs `tls: true`, or `get-public-key: true`';
  return { answer: failed(why), awaitsKey: false };
}

/** The fewest and the most bits of a key: a shorter one hides nothing, and a longer one takes long. */
const [LEAST_BITS, MOST_BITS] = [1_024, 8_192];

/** The password by the key of the server, in PEM form, mixed with the scramble so that it is another text each time. */
export function encryptedAnswer(pem: string, scramble: Buffer, spec: MysqlSpec): Buffer | Finding {
  const mixed = clearText(spec).map((octet, at) => octet ^ scramble[at % scramble.length]);
  try {
    const key = createPublicKey(pem);
    const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType !== 'rsa' || modulusLength < LEAST_BITS || modulusLength > MOST_BITS)
      return failed('the key of the server is none of RSA, or too short or too long');
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, mixed);
  } catch {
    return failed('the key of the server cannot be used for this password');
  }
}

/** What the plugin answers to a scramble, or why it cannot. */
export function answerBy(plugin: string, scramble: Buffer, spec: MysqlSpec): Buffer | Finding {
  if (plugin === CLEAR) return clearAnswer(spec);
  const answer = ANSWERS.get(plugin);
  if (answer === undefined)
    return failed(`the server asks for a login by ${plugin}, which is not known here`);
  return spec.password === undefined ? NOTHING : answer(Buffer.from(spec.password.text), scramble);
}
