// Upstreams from a resolv.conf: which of its lines count, and that this server does not ask itself.
import { expect, test } from 'vitest';
import { nameServers, othersOf } from '../../src/config/resolv-file.js';

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
