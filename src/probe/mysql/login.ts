// The login of a mysql probe: what each way to prove a password answers.
import { createHash } from 'node:crypto';
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

/** The password as it stands, for connections that nobody else reads. */
export function clearAnswer({ password, tls }: MysqlSpec): Buffer | Finding {
  if (!tls) return failed('the server asks for the password in clear: that needs `tls: true`');
  return Buffer.from(`${password?.text ?? ''}\0`);
}

/** What the plugin answers to a scramble, or why it cannot. */
export function answerBy(plugin: string, scramble: Buffer, spec: MysqlSpec): Buffer | Finding {
  if (plugin === CLEAR) return clearAnswer(spec);
  const answer = ANSWERS.get(plugin);
  if (answer === undefined)
    return failed(`the server asks for a login by ${plugin}, which is not known here`);
  return spec.password === undefined ? NOTHING : answer(Buffer.from(spec.password.text), scramble);
}
