// The full login by caching_sha2_password without TLS, as MySQL 8 asks for it once after each start: by a real RSA key.
import { constants, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { answering } from './answering.js';
import { error, greeting, OK, packet, SCRAMBLE } from './wire.js';

const PLUGIN = 'caching_sha2_password';
const pairOf = (modulusLength: number) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const pair = pairOf(2_048);

const login = { user: 'probe', 'get-public-key': true, timeoutMs: 5_000 } as const;
const full = Buffer.from([1, 4]);
const keyOf = (pem: string) => Buffer.concat([Buffer.from([1]), Buffer.from(pem)]);

async function probe(target: Target, password: string, overrides: ProbeOverrides = {}): Promise<string> {
  const secret = new Attachment('env', 'TEST', password);
  return resultToText(
    await runProbe(target, specOf({ ...login, password: secret, ...overrides, kind: 'mysql' })),
  );
}

/** The password that a server finds in what came, by its own scramble. */
function passwordIn(said: Buffer, scramble: Buffer): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const mixed = privateDecrypt({ key: pair.privateKey, padding }, said.subarray(4));
  return mixed.map((octet, at) => octet ^ scramble[at % 20]).toString();
}

/** A server that lets in who has this password, of which it remembers nothing. */
function server(password: string, scramble = SCRAMBLE, begin = 2) {
  const judge = (said: Buffer) =>
    passwordIn(said, scramble) === `${password}\0`
      ? packet(begin + 4, OK)
      : packet(begin + 4, error(1045, '#28000Access denied'));
  return [
    (said: Buffer) => {
      expect([...said.subarray(3)]).toEqual([begin + 1, 2]);
      return packet(begin + 2, keyOf(pair.publicKey));
    },
    judge,
  ] as const;
}

it.each(['sesame', 'sésame', 'x'.repeat(150)])(
  'a password crosses by the key of the server: %s',
  async text => {
    const { target } = await answering(greeting(PLUGIN), () => packet(2, full), ...server(text));
    expect(await probe(target, text)).toBe('L7OK');
  },
);

it('a wrong password is refused', async () => {
  const { target } = await answering(greeting(PLUGIN), () => packet(2, full), ...server('other'));
  expect(await probe(target, 'sesame')).toBe('L7STS Access denied (1045)');
});

it('counts the scramble that came with the change of the plugin', async () => {
  const scramble = Buffer.from(randomBytes(20).map(octet => (octet % 100) + 1));
  const change = Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${PLUGIN}\0`), scramble, Buffer.from([0])]);
  const { target } = await answering(
    greeting(),
    () => packet(2, change),
    () => packet(4, full),
    ...server('sesame', scramble, 4),
  );
  expect(await probe(target, 'sesame')).toBe('L7OK');
});

it.each<[string, Buffer, string]>([
  ['no key', keyOf('hello'), 'L7STS the key of the server cannot be used for this password'],
  ['another packet', OK, 'L7RSP not the key of the server'],
  [
    'a short key',
    keyOf(pairOf(512).publicKey),
    'L7STS the key of the server is none of RSA, or too short or too long',
  ],
  [
    'a key of another kind',
    keyOf(
      generateKeyPairSync('ed25519', {
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      }).publicKey,
    ),
    'L7STS the key of the server is none of RSA, or too short or too long',
  ],
])('a server that sends %s gets no password', async (_, sent, text) => {
  const { target } = await answering(
    greeting(PLUGIN),
    () => packet(2, full),
    () => packet(4, sent),
  );
  expect(await probe(target, 'sesame')).toBe(text);
});

it('a password that is too long for the key is said so', async () => {
  const { target } = await answering(greeting(PLUGIN), () => packet(2, full), ...server(''));
  expect(await probe(target, 'x'.repeat(1_000))).toBe(
    'L7STS the key of the server cannot be used for this password',
  );
});

it('the key is not asked for unless that is permitted', async () => {
  const { target } = await answering(greeting(PLUGIN), () => packet(2, full), ...server('sesame'));
  expect(await probe(target, 'sesame', { 'get-public-key': false } as ProbeOverrides)).toBe(
    'L7STS the server has to see the password itself: that needs `tls: true`, or `get-public-key: true`',
  );
});
