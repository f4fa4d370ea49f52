// How long the certificate of a server must still be valid.
import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { profile } from '../../src/probe/keys.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { expiryText } from '../../src/probe/tls/expiry.js';
import { specOf } from '../health/spec.js';
import { listen } from './backend.js';
import { certificates } from './certificates.js';

const DAY_MS = 86_400_000;

async function probe(pair: { key: string; cert: string }, overrides: ProbeOverrides) {
  const { target } = await listen(createServer(pair, (_, response) => response.end('hello')));
  return runProbe(target, specOf({ kind: 'https', insecure: true, timeoutMs: 5000, ...overrides }));
}

describe('a certificate that is about to expire', () => {
  it('is a warning, and the member stays up', async () => {
    const result = await probe(certificates.expired, { 'expires-in': { warnMs: DAY_MS } });
    expect(resultToText(result)).toBe('L7OK 200 the certificate has expired');
    expect(result).toMatchObject({ ok: true, warns: true });
  });

  it('is L6RSP when that is wanted', async () => {
    for (const overrides of [{}, { kind: 'tcp', tls: true }] as const) {
      const result = await probe(certificates.expired, { ...overrides, 'expires-in': { downMs: DAY_MS } });
      expect(resultToText(result)).toBe('L6RSP the certificate has expired');
    }
  });

  it('is not one that is valid for longer', async () => {
    const result = await probe(certificates.own, { 'expires-in': { warnMs: DAY_MS, downMs: DAY_MS } });
    expect(resultToText(result)).toBe('L7OK 200');
    expect(result.warns).toBeUndefined();
  });

  it('is known of each probe over TLS, also of one that fails for it', async () => {
    const endMs = (pem: string) => Date.parse(new X509Certificate(pem).validTo);
    const good = await probe(certificates.own, {});
    expect(good).toMatchObject({ ok: true, certificateEndMs: endMs(certificates.own.cert) });
    const bad = await probe(certificates.expired, { 'expires-in': { downMs: DAY_MS } });
    expect(bad).toMatchObject({ ok: false, certificateEndMs: endMs(certificates.expired.cert) });
  });

  it.each([
    [-1, 'the certificate has expired'],
    [1, 'the certificate expires within an hour'],
    [DAY_MS / 24, 'the certificate expires in 1 hour'],
    [DAY_MS, 'the certificate expires in 24 hours'],
    [13.9 * DAY_MS, 'the certificate expires in 13 days'],
  ])('with %d ms left is told in words', (leftMs, text) => {
    expect(expiryText(leftMs)).toBe(text);
  });

  it('is written as a time, or as two', () => {
    const field = (value: unknown) =>
      profile.parse({ https: '/', 'expires-in': value }).overrides['expires-in'];
    expect(field('14d')).toEqual({ warnMs: 14 * DAY_MS });
    expect(field({ warn: '14d', down: '2d' })).toEqual({ warnMs: 14 * DAY_MS, downMs: 2 * DAY_MS });
    for (const wrong of ['soon', {}, { warn: '1d', down: '3d' }, '1s']) expect(() => field(wrong)).toThrow();
  });
});
