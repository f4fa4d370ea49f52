// Records that answer for a name and all below it.
import { expect, it } from 'vitest';
import { nameFromText, nameKey } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { answerBelow } from '../../src/zone/subtree.js';
import { recordsOf } from '../support/zone-text.js';

const origin = nameFromText('z');

function expand(text: string, owner = 'z') {
  const zone = readMasterFile(Buffer.from(`$TTL 0\n${text}`), {
    file: 'z',
    origin,
    problems: new Problems(),
  });
  const name = nameFromText(owner);
  const rrsets = [TYPE.A, TYPE.AAAA].flatMap(type => zone.rrset(name, type) ?? []);
  answerBelow(zone, new Map([[nameKey(name), rrsets]]));
  return zone;
}

it('answers at any depth, also below names that exist and below empty non-terminals', () => {
  expect(recordsOf(expand('@ A 192.0.2.1\nb.a TXT t')).map(line => line.replace(' 0 ', ' '))).toEqual([
    '*.a.z. A 192.0.2.1',
    '*.b.a.z. A 192.0.2.1',
    '*.z. A 192.0.2.1',
    'a.z. A 192.0.2.1',
    'b.a.z. A 192.0.2.1',
    'b.a.z. TXT "t"',
    'z. A 192.0.2.1',
  ]);
});

it('lets exact data win for its type alone', () => {
  const zone = expand('@ A 192.0.2.1\n@ AAAA 2001:db8::1\nw A 192.0.2.9\n*.w TXT t');
  expect(recordsOf(zone).filter(line => line.includes('w.z.'))).toEqual([
    '*.w.z. 0 A 192.0.2.1',
    '*.w.z. 0 AAAA 2001:db8::1',
    '*.w.z. 0 TXT "t"',
    'w.z. 0 A 192.0.2.9',
    'w.z. 0 AAAA 2001:db8::1',
  ]);
});

it('leaves aliases, delegations and names beside the owner alone', () => {
  const zone = expand('o A 192.0.2.1\nc.o CNAME x.\nd.o NS ns.d.o\nns.d.o A 192.0.2.5\nbeside TXT t', 'o.z');
  expect(recordsOf(zone)).toEqual([
    '*.c.o.z. 0 A 192.0.2.1',
    '*.o.z. 0 A 192.0.2.1',
    'beside.z. 0 TXT "t"',
    'c.o.z. 0 CNAME x.',
    'ns.d.o.z. 0 A 192.0.2.5',
    'o.z. 0 A 192.0.2.1',
  ]);
});

it('shares the RRset itself, so that there is one pool and one turn', () => {
  const zone = expand('@ A 192.0.2.1');
  const pool = { order: 'cyclic', members: [{ address: '192.0.2.1', weight: 1 }] } as const;
  zone.rrset(origin, TYPE.A)!.pool = pool;
  expect(zone.rrset(nameFromText('*.z'), TYPE.A)?.pool).toBe(pool);
});

it('copes with names as long as names can be', () => {
  const long = Array(4).fill('x'.repeat(61)).join('.');
  const zone = expand(`@ A 192.0.2.1\n${long} TXT t`);
  expect(recordsOf(zone)).toContain(`${long}.z. 0 A 192.0.2.1`);
});
