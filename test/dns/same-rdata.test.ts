// When two RDATA are the same record, whatever the case of names in them.
import { expect, test } from 'vitest';
import { sameRdata } from '../../src/dns/rdata/same-rdata.js';
import { typeFromText } from '../../src/dns/types.js';
import { wireOf } from './words.js';

test.each([
  ['A', '10.0.0.1', '10.0.0.1', true],
  ['A', '10.0.0.65', '10.0.0.97', false],
  ['TXT', 'Word', 'word', false],
  ['MX', '1 Host', '1 hOST', true],
  ['MX', '65 host', '97 host', false],
  ['MX', '1 host', '1 hosts', false],
  ['SOA', 'NS Admin 65 2 3 4 5', 'ns admin 65 2 3 4 5', true],
  ['SOA', 'ns admin 65 2 3 4 5', 'ns admin 97 2 3 4 5', false],
  ['SOA', 'NS admin 65 2 3 4 5', 'ns admin 97 2 3 4 5', false],
  ['SRV', '1 2 65 Host', '1 2 65 host', true],
  ['SRV', '1 2 65 host', '1 2 97 host', false],
  ['CNAME', 'a.bc', 'ab.c', false],
  ['TYPE65280', '\\# 1 41', '\\# 1 61', false],
])('%s %s and %s: %s', (type, a, b, same) => {
  const [some, other] = [wireOf(type, a), wireOf(type, b)];
  const isSame = sameRdata(typeFromText(type)!, some, 0, other, 0, some.length);
  expect(isSame && some.length === other.length).toBe(same);
});
