// What the thread of the streams is told for TLS: certificates as they are configured, and other keys of tickets each hour.
import { expect, test } from 'vitest';
import { TlsSide } from '../../src/serve/tls-side.js';
import type { TlsSecrets } from '../../src/transport/tls/server-secrets.js';
import { certificates } from '../probe/certificates.js';
import { FakeClock } from '../support/fake-clock.js';

const HOUR_MS = 3_600_000;
const listener = { address: '192.0.2.1', port: 853, certificate: certificates.server };

test('keys of tickets stay over reloads, and are others each hour', async () => {
  const clock = new FakeClock();
  const told: TlsSecrets[] = [];
  const side = new TlsSide(clock, secrets => told.push(secrets));
  side.certificates = [];
  expect(told).toEqual([]);
  side.certificates = [listener];
  side.certificates = [{ ...listener, certificate: certificates.own }];
  await clock.advance(HOUR_MS - 1);
  expect(told.map(({ certificates: [{ certificate }] }) => certificate)).toEqual([
    certificates.server,
    certificates.own,
  ]);
  const [{ ticketKeys: first }, { ticketKeys: second }] = told;
  expect(first).toHaveLength(48);
  expect(second).toEqual(first);
  await clock.advance(1);
  await clock.advance(HOUR_MS);
  expect(told).toHaveLength(4);
  expect(new Set(told.map(({ ticketKeys }) => Buffer.from(ticketKeys).toString('hex'))).size).toBe(3);
  side.stop();
  await clock.advance(HOUR_MS);
  expect(told).toHaveLength(4);
});
