// Upstreams over TLS in rondo.yaml.
import { expect, it } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { lines, load } from './load-files.js';

function upstreams(text: string) {
  const loaded = load({ 'rondo.yaml': `forward: ${text}\n` });
  return loaded.forwards.map(({ to }) => to);
}

it.each([
  ['tls://9.9.9.9#dns.quad9.net', { address: '9.9.9.9', port: 853, tls: { name: 'dns.quad9.net' } }],
  ['tls://9.9.9.9:8853#DNS.Quad9.Net.', { address: '9.9.9.9', port: 8853, tls: { name: 'dns.quad9.net' } }],
  ['tls://1.1.1.1', { address: '1.1.1.1', port: 853, tls: {} }],
  [
    '"tls://[2620:fe::fe]#dns.quad9.net"',
    { address: '2620:fe::fe', port: 853, tls: { name: 'dns.quad9.net' } },
  ],
  ['"tls://2620:fe::fe"', { address: '2620:fe::fe', port: 853, tls: {} }],
  ['tls-opportunistic://192.0.2.1', { address: '192.0.2.1', port: 853, tls: { isOpportunistic: true } }],
])('%s', (text, upstream) => {
  expect(upstreams(text)).toEqual([[upstream]]);
  expect(upstreams(`[{ domain: a.test, to: ${text} }]`)).toEqual([[upstream]]);
});

it.each([
  'tls://9.9.9.9#',
  '"tls://9.9.9.9#not a name"',
  'tls://9.9.9.9#9.9.9.9',
  'tls://9.9.9.9#a..b',
  'tls-opportunistic://9.9.9.9#dns.quad9.net',
  'tls://9.9.9.9:0',
  'https://9.9.9.9/dns-query',
])('%s is a mistake', text => {
  expect(lines(load({ 'rondo.yaml': `forward: ${text}\n` }))).toEqual([
    expect.stringMatching(/^rondo.yaml:1:10 error: expected off, an ADDRESS\[:PORT\], tls:\/\/ADDRESS#NAME/),
  ]);
});

it('has the file of authorities for those whose certificates are checked', () => {
  const loaded = load({
    'rondo.yaml': 'forward: [tls://1.1.1.1, tls-opportunistic://192.0.2.1, 192.0.2.2]\nforward-ca: ca.pem\n',
    'ca.pem': certificates.ca,
  });
  expect(loaded.problems.hasErrors).toBe(false);
  const ca = expect.stringMatching(/^\/.*\/ca\.pem$/);
  expect(loaded.forwards[0].to).toEqual([
    { address: '1.1.1.1', port: 853, tls: { ca } },
    { address: '192.0.2.1', port: 853, tls: { isOpportunistic: true } },
    { address: '192.0.2.2', port: 53 },
  ]);
});

it.each([
  ['is not there', {}, 'there is no such file'],
  ['holds none', { 'ca.pem': 'nothing' }, 'holds no certificate in PEM form'],
])('says that the file of authorities %s', (_, files, what) => {
  const loaded = load({ 'rondo.yaml': 'forward: tls://1.1.1.1\nforward-ca: ca.pem\n', ...files });
  expect(lines(loaded).join('\n')).toMatch(new RegExp(`^rondo.yaml:2:13 error: .*${what}`));
});
