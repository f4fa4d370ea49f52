// SCRAM-SHA-256, the client's side, without channel binding (RFC 5802, RFC 7677).
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Attachment } from '../attachment.js';

const derive = promisify(pbkdf2);

const LENGTH = 32;
/** A server that wants more would keep a thread of this process busy. */
const MAX_ITERATIONS = 100_000;
/** How many derived keys of one password are kept: servers of one cluster share their salt. */
const MAX_KEYS = 1_024;

/** No channel binding, and no other identity: `n,,`, and the same in base64 (RFC 5802 §7). */
const GS2_HEADER = 'n,,';
const CHANNEL_BINDING = `c=${Buffer.from(GS2_HEADER).toString('base64')}`;

/** What a server says that is no SCRAM, or not the truth. */
export class ScramError extends Error {}

const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * What of a password is hashed (RFC 4013 §2, without its prohibitions, which PostgreSQL does not enforce
 * either).
 */
export function prepared(password: string): string {
  return password
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(/\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g, '')
    .normalize('NFKC');
}

const keys = new WeakMap<Attachment, Map<string, Promise<Buffer>>>();

/** The salted password. It is costly by intent, and so kept as long as the password is. */
function saltedPassword(password: Attachment, salt: string, iterations: number): Promise<Buffer> {
  const known = keys.get(password) ?? new Map<string, Promise<Buffer>>();
  keys.set(password, known);
  const name = `${iterations} ${salt}`;
  const key =
    known.get(name) ??
    derive(prepared(password.text), Buffer.from(salt, 'base64'), iterations, LENGTH, 'sha256');
  known.set(name, key);
  const [oldest] = known.keys();
  if (known.size > MAX_KEYS) known.delete(oldest);
  return key;
}

/** One login. The messages come and go as text. */
export class ScramClient {
  readonly #password: Attachment;
  readonly #bare: string;
  #signature: Buffer | undefined;

  /** @param nonce for tests; printable, without a comma */
  constructor(password: Attachment, nonce = randomBytes(18).toString('base64')) {
    this.#password = password;
    // PostgreSQL takes the user from the startup packet.
    this.#bare = `n=,r=${nonce}`;
  }

  get first(): string {
    return GS2_HEADER + this.#bare;
  }

  /** The answer to the server's first message. @throws ScramError */
  async final(serverFirst: string): Promise<string> {
    const said = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/]+={0,2}),i=([1-9]\d{0,9})$/.exec(serverFirst);
    if (said === null) throw new ScramError('its challenge cannot be understood');
    const [, nonce, salt, count] = said;
    const own = this.#bare.slice('n=,r='.length);
    if (!nonce.startsWith(own) || nonce === own) throw new ScramError('its challenge is not for this login');
    const iterations = Number(count);
    if (iterations > MAX_ITERATIONS) throw new ScramError(`it wants over ${MAX_ITERATIONS} iterations`);
    const salted = await saltedPassword(this.#password, salt, iterations);
    const withoutProof = `${CHANNEL_BINDING},r=${nonce}`;
    const message = `${this.#bare},${serverFirst},${withoutProof}`;
    this.#signature = hmac(hmac(salted, 'Server Key'), message);
    return `${withoutProof},p=${proof(salted, message)}`;
  }

  /** Whether the server's final message shows that it knows the password, too. */
  isVerified(serverFinal: string): boolean {
    const said = Buffer.from(/^v=([A-Za-z0-9+/]+={0,2})$/.exec(serverFinal)?.[1] ?? '', 'base64');
    const expected = this.#signature;
    return expected !== undefined && said.length === expected.length && timingSafeEqual(said, expected);
  }
}

function proof(salted: Buffer, message: string): string {
  const clientKey = hmac(salted, 'Client Key');
  const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
  return Buffer.from(clientKey.map((octet, at) => octet ^ signature[at])).toString('base64');
}
