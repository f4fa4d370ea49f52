// A transfer that was asked for with a signature: each of its messages is signed in its turn (RFC 8945 §5.3.1).
import { expect, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TsigVerifier, VERIFIED } from '../../src/dns/tsig/verifier.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { APEX, imageOf } from '../store/images.js';
import { buildQuery } from '../support/query.js';
import { deferredFor, known } from './transferred.js';

const key = {
  name: nameFromText('key.test.'),
  algorithm: 'hmac-sha256',
  secret: Buffer.alloc(32, 7),
} as const;

test('all messages verify one after another, and none is over 16 KB', () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `name${index} A 192.0.2.1`);
  const mac = Uint8Array.of(1, 2, 3, 4);
  const deferred = deferredFor(imageOf(APEX + names.join('\n')), buildQuery('x.test AXFR'));
  const source = new Transfers(known()).open({ ...deferred, signedBy: { key, mac } });
  const verifier = new TsigVerifier(key, mac);
  const out = new Uint8Array(65_535);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  let messages = 0;
  for (let length = source.next(out, 0); length > 0; length = source.next(out, 0)) {
    messages++;
    expect(length).toBeLessThanOrEqual(16_384);
    expect(verifier.verify(out.slice(0, length), nowSeconds)).toBe(VERIFIED.SIGNED);
  }
  expect(messages).toBeGreaterThan(2);
});
