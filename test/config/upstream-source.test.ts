// Interfaces and source addresses behind upstreams, in rondo.yaml and in dnsmasq.conf.
import { expect, it } from 'vitest';
import { upstreamToText } from '../../src/forward/upstream.js';
import { problemLines } from '../support/zone-text.js';
import { read } from './dnsmasq-text.js';
import { lines, load } from './load-files.js';

const texts = (forwards: ReturnType<typeof load>['forwards']) =>
  forwards.flatMap(({ to }) => (typeof to === 'string' ? [to] : to.map(upstreamToText)));

it.each([
  ['192.0.2.54@eth0', '192.0.2.54:53@eth0'],
  ['192.0.2.54:5353@192.0.2.9', '192.0.2.54:5353@192.0.2.9'],
  ['192.0.2.54@192.0.2.9@eth0', '192.0.2.54:53@eth0@192.0.2.9'],
  ['"[2001:db8::1]:5353@2001:db8::9"', '[2001:db8::1]:5353@2001:db8::9'],
  ['"2001:db8::1@eth0.7"', '[2001:db8::1]:53@eth0.7'],
  ['tls://192.0.2.54@eth0#dns.example', 'tls://192.0.2.54:853@eth0#dns.example'],
])('%s', (text, shown) => {
  const loaded = load({ 'rondo.yaml': `forward: ${text}\n` });
  expect(texts(loaded.forwards)).toEqual([shown]);
});

it.each([
  ['192.0.2.54@2001:db8::9', '2001:db8::9 is of another family than the upstream'],
  ['192.0.2.54@eth0@eth1', 'one device is enough'],
  ['192.0.2.54@192.0.2.9@192.0.2.10', 'one address is enough'],
  ['192.0.2.54@eth0/1', 'expected an interface or a source address, found "eth0/1"'],
])('%s is a mistake', (text, message) => {
  expect(lines(load({ 'rondo.yaml': `forward: [${text}]\n` }))).toEqual([
    expect.stringMatching(/^rondo.yaml:1:11 error: expected off, an ADDRESS/),
  ]);
  expect(problemLines(read(`server=${text}`).problems)).toEqual([`1:19 error: ${message}`]);
});

it.each([
  ['192.0.2.1@eth0', ['192.0.2.1:53@eth0']],
  ['192.0.2.1#5353@192.0.2.9', ['192.0.2.1:5353@192.0.2.9']],
  ['192.0.2.1@eth0@192.0.2.9#0', ['192.0.2.1:53@eth0@192.0.2.9']],
  ['192.0.2.1@', ['192.0.2.1:53']],
  ['dns.lan@192.0.2.9', ['192.0.2.53:53@192.0.2.9']],
])('server=%s', (text, shown) => {
  const { forwards, problems } = read(`server=${text}`);
  expect([problemLines(problems), texts(forwards)]).toEqual([[], shown]);
});

it('has no port for all that is sent, in dnsmasq.conf', () => {
  expect(problemLines(read('server=192.0.2.1@192.0.2.9#4000').problems)).toEqual([
    '1:28 warning: queries leave from random ports; this one is ignored',
  ]);
});
