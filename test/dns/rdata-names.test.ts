import { expect, test } from 'vitest';
import { nameToText } from '../../src/dns/name.js';
import { compressibleNames } from '../../src/dns/rdata/compressible.js';
import { targetName } from '../../src/dns/rdata/target.js';
import { TYPE, typeFromText } from '../../src/dns/types.js';
import { wireOf } from './words.js';

test.each([
  ['NS', 'ns1', 'ns1.example.com.'],
  ['CNAME', 'www', undefined],
  ['DNAME', 'd.', undefined],
  ['MX', '10 mail', 'mail.example.com.'],
  ['MX', '0 .', undefined],
  ['SRV', '0 0 80 web', 'web.example.com.'],
  ['SRV', '0 0 0 .', undefined],
  ['HTTPS', '1 . port=443', undefined],
  ['HTTPS', '1 cdn port=443', 'cdn.example.com.'],
  ['SVCB', '0 alias', 'alias.example.com.'],
  ['PTR', 'host', undefined],
  ['A', '192.0.2.1', undefined],
])('the target of %s %s is %s', (type, text, target) => {
  const found = targetName(typeFromText(type)!, wireOf(type, text));
  expect(found && nameToText(found)).toBe(target);
});

test('malformed RDATA has no target', () => {
  expect(targetName(TYPE.MX, Uint8Array.of(0))).toBeUndefined();
  expect(targetName(TYPE.NS, Uint8Array.of(5, 97))).toBeUndefined();
});

test.each([
  ['NS', 'ns.', 1],
  ['SOA', 'ns. host. 1 2 3 4 5', 2],
  ['MX', '10 mail.', 1],
  ['MINFO', 'a. b.', 2],
])('the compressible names of %s lie where it says', (type, text, count) => {
  const span = compressibleNames(typeFromText(type)!)!;
  const rdata = wireOf(type, text);
  const names: string[] = [];
  let at = span.prefix;
  for (let index = 0; index < span.count; index++) {
    const [length] = rdata.subarray(at);
    names.push(nameToText(rdata.subarray(at, at + length + 2)));
    at += length + 2;
  }
  expect(span.count).toBe(count);
  expect(names.join(' ')).toBe(
    text
      .split(' ')
      .filter(word => word.endsWith('.'))
      .join(' '),
  );
});

test('names of types after RFC 1035 are never compressed (RFC 3597 §4)', () => {
  for (const type of [TYPE.SRV, TYPE.DNAME, TYPE.HTTPS, TYPE.RRSIG, TYPE.NSEC, TYPE.NAPTR, TYPE.A])
    expect(compressibleNames(type)).toBeUndefined();
});
