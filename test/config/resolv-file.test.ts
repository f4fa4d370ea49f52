// Upstreams from a resolv.conf: which of its lines count, and that this server does not ask itself.
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { nameServers, othersOf } from '../../src/config/resolv-file.js';
import { lines, load } from './load-files.js';

test('takes the addresses of nameserver lines, once each, and passes over all else', () => {
  const text = `# by NetworkManager
search corp.example
nameserver 192.0.2.53
options edns0 trust-ad
  nameserver\t2001:db8::53
nameserver fe80::1%eth0
nameserver dns.example
nameserver 192.0.2.53
;nameserver 192.0.2.54`;
  expect(nameServers(text)).toEqual(['192.0.2.53', '2001:db8::53', 'fe80::1%eth0']);
});

test('takes at most 16', () => {
  const text = Array.from({ length: 100 }, (_, index) => `nameserver 192.0.2.${index}`).join('\n');
  expect(nameServers(text)).toHaveLength(16);
});

test('leaves out where this server answers', () => {
  const servers = ['127.0.0.1', '127.0.0.53', '192.0.2.53', '0.0.0.0'];
  const local = ['192.0.2.53'];
  expect(othersOf(servers, [{ address: '127.0.0.1', port: 53 }], local)).toEqual([
    '127.0.0.53',
    '192.0.2.53',
  ]);
  expect(othersOf(servers, [{ address: '127.0.0.1', port: 5300 }], local)).toEqual([
    '127.0.0.1',
    '127.0.0.53',
    '192.0.2.53',
  ]);
  expect(othersOf(servers, [{ address: '0.0.0.0', port: 53 }], local)).toEqual([]);
});

describe('with a dnsmasq.conf', () => {
  const RESOLV = 'nameserver 192.0.2.53\n';
  const CONF = 'resolv-file=resolv\naddress=/a.example/192.0.2.1\n';

  /** Upstreams of names without a rule of their own. */
  const others = ({ forwards }: Pick<ReturnType<typeof load>, 'forwards'>) =>
    forwards.flatMap(({ domain, to }) =>
      domain === undefined && typeof to !== 'string' ? to.map(({ address }) => address) : [],
    );

  test('its resolv-file is taken', () => {
    const loaded = load({ resolv: RESOLV, 'd.conf': CONF, 'rondo.yaml': 'zones: d.conf\n' });
    expect([lines(loaded), others(loaded)]).toEqual([[], ['192.0.2.53']]);
    expect(loaded.files).toContain(loaded.folder.at('resolv'));
  });

  test('it is not watched with no-poll', () => {
    const loaded = load({
      ...{ resolv: RESOLV, 'd.conf': `no-poll\n${CONF}`, 'rondo.yaml': 'zones: d.conf\n' },
    });
    expect(others(loaded)).toEqual(['192.0.2.53']);
    expect(loaded.files).not.toContain(loaded.folder.at('resolv'));
  });

  test.each([
    ['forward: off', []],
    ['forward: 192.0.2.99', ['192.0.2.99']],
    ['forward: [{ domain: b.example, to: 192.0.2.99 }]', ['192.0.2.53']],
  ])('%s in rondo.yaml goes over it', (forward, wanted) => {
    const loaded = load({
      ...{ resolv: RESOLV, 'd.conf': CONF, 'rondo.yaml': `zones: d.conf\n${forward}\n` },
    });
    expect(others(loaded)).toEqual(wanted);
  });

  test('no-resolv in one of several files is for all', () => {
    const loaded = load({
      ...{ resolv: RESOLV, 'd.conf': CONF, 'e.conf': 'no-resolv\n', 'rondo.yaml': 'zones: "*.conf"\n' },
    });
    expect(others(loaded)).toEqual([]);
  });

  test('a file that names nobody else is missed when there is no other upstream', () => {
    const own = { resolv: 'nameserver 127.0.0.1\n', 'rondo.yaml': 'zones: d.conf\n' };
    expect(lines(load({ ...own, 'd.conf': CONF }))).toEqual([
      expect.stringMatching(
        /^rondo.yaml:1:8 warning: resolv names no server but this one: no upstream comes from it/,
      ),
    ]);
    expect(lines(load({ ...own, 'd.conf': `${CONF}server=192.0.2.54\n` }))).toEqual([]);
  });

  test('servers stay while it is away', () => {
    const first = load({ resolv: RESOLV, 'd.conf': CONF, 'rondo.yaml': 'zones: d.conf\n' });
    const { folder, memory } = first;
    folder.write('resolv', '');
    const second = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, memory);
    expect(others(second)).toEqual(['192.0.2.53']);
    expect(lines({ ...second, folder })).toEqual([
      expect.stringContaining('resolv names no server but this one: upstreams stay 192.0.2.53'),
    ]);
  });
});
