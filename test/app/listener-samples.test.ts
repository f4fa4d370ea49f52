// What the metrics and a status show of listeners that speak TLS, and of the admin address.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { certificatesOf, listenerSamples } from '../../src/app/listener-samples.js';
import { serverCertificate } from '../../src/config/certificate.js';
import { WARN_DAYS } from '../../src/config/certificate-time.js';
import { certificates } from '../probe/certificates.js';

const DAY_MS = 86_400_000;
const END_MS = Date.parse('2120-01-01T00:00:00Z');
const good = serverCertificate(certificates.server);
const expired = serverCertificate(certificates.expired);

const config = {
  admin: undefined,
  encrypted: [
    { address: '192.0.2.1', port: 853, certificate: good },
    { address: '127.0.0.1', port: 80, path: '/q', certificate: undefined },
    { address: '2001:db8::1', port: 853, certificate: expired },
    { address: '192.0.2.1', port: 443, path: '/q', certificate: serverCertificate(certificates.server) },
  ],
};

it('each certificate is shown once, with its addresses, that which ends first before others', () => {
  expect(certificatesOf(config, END_MS - 15 * DAY_MS)).toEqual({
    certificates: [
      expect.objectContaining({ listen: ['[2001:db8::1]:853'], state: 'ended' }),
      {
        ...{ name: 'app.test', listen: ['192.0.2.1:853', '192.0.2.1:443'], state: 'valid' },
        ...{ from: '2020-01-01T00:00:00.000Z', until: '2120-01-01T00:00:00.000Z' },
      },
    ],
  });
  const stateAt = (nowMs: number) => certificatesOf(config, nowMs).certificates!.map(({ state }) => state)[1];
  expect([END_MS - 13 * DAY_MS, END_MS, Date.parse('2019-12-31T00:00:00Z')].map(stateAt)).toEqual([
    ...['ending', 'ended', 'early'],
  ]);
  expect(certificatesOf({ ...config, encrypted: [config.encrypted[1]] }, END_MS)).toEqual({});
});

it('that of the admin address is shown, too, beside others that show the same', () => {
  const access = { hosts: [], read: 'open', tokens: undefined, password: undefined } as const;
  const admin = { address: '127.0.0.1', port: 9153, tls: good, access };
  const shown = (encrypted: typeof config.encrypted) =>
    certificatesOf({ encrypted, admin }, END_MS - DAY_MS).certificates;
  expect(shown([])).toEqual([expect.objectContaining({ listen: ['127.0.0.1:9153'], state: 'ending' })]);
  expect(shown([config.encrypted[0]])).toMatchObject([{ listen: ['192.0.2.1:853', '127.0.0.1:9153'] }]);
  expect(certificatesOf({ encrypted: [], admin: { ...admin, tls: undefined } }, END_MS)).toEqual({});
});

it('the alerts come as early as the warnings', () => {
  const rules = readFileSync('deploy/prometheus/rules.yaml', 'utf8');
  const alerts = rules.match(/rondo_\w+_certificate_expiry_timestamp_seconds - time\(\) < \d+ \* 86400/g);
  expect(alerts?.map(text => /\d+(?= \* 86400)/.exec(text)?.[0])).toEqual(
    [1, 2, 3].map(() => `${WARN_DAYS}`),
  );
});

it('the metric has each address', () => {
  expect(listenerSamples(config).map(({ listen }) => listen)).toEqual([
    ...['192.0.2.1:853', '[2001:db8::1]:853', '192.0.2.1:443'],
  ]);
});
