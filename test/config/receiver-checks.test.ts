// Patterns of receivers that match no pool or zone: whoever writes one is told, for nothing else ever would.
import { expect, it } from 'vitest';
import { lines, load } from './load-files.js';

const ZONE = `zone: shop.test
pools:
  www: { probe: { tcp: 80 }, members: [192.0.2.1, 192.0.2.2] }
  a.sub: { members: [192.0.2.1, "2001:db8::1"] }
  found: { members: { from: dns, name: a.example.org } }
`;

const said = (choice: string, more: Record<string, string> = {}) =>
  lines(
    load({
      'rondo.yaml': `zones: z/*\nforward: off\nnotify: [{ exec: [a] }, { exec: [b], ${choice} }]\n`,
      'z/shop.test.yaml': ZONE,
      ...more,
    }),
  ).filter(line => line.startsWith('rondo.yaml'));

it.each([
  'pools: www.shop.test',
  'pools: ["WWW.shop.test.", "www.shop.test A"]',
  'pools: ["*.shop.test", "?ww.*", "a.sub.shop.test AAAA", found.shop.test]',
  'zones: shop.test',
  'zones: [SHOP.test., sub.shop.test, "*.test"]',
  'pools: "*"',
])('%s match', choice => {
  expect(said(choice)).toEqual([]);
});

it.each([
  [
    'pools: shop',
    'rondo.yaml:3:45 warning: no pool matches "shop": the receiver hears of none by it -> did you mean `www.shop.test`?',
  ],
  ['pools: [www.shop.test, sub]', 'rondo.yaml:3:61 warning: no pool matches "sub"'],
  ['pools: "www.shop.test AAAA"', 'no pool matches "www.shop.test aaaa"'],
  ['pools: "*.shop"', '-> did you mean `www.shop.test`?'],
  ['pools: www.shop.tset', '-> did you mean `www.shop.test`?'],
  ['pools: q', '-> there are www.shop.test, a.sub.shop.test, found.shop.test'],
  [
    'zones: nozone.test',
    'no zone matches "nozone.test": the receiver hears of none by it -> there is shop.test',
  ],
  [
    'zones: shop.tset',
    'no zone matches "shop.tset": the receiver hears of none by it -> did you mean `shop.test`?',
  ],
])('%s match nothing', (choice, expected) => {
  expect(said(choice)).toEqual([expect.stringContaining(expected)]);
});

it('nothing is said while a file has errors: its pools are not known', () => {
  expect(said('pools: api.other.test', { 'z/other.test.yaml': 'zone: other.test\npools: [\n' })).toEqual([]);
});
