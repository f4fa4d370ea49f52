// Which names in RDATA are targets, and which may be compressed.
import { expect, test } from 'vitest';
import { nameToText } from '../../src/dns/name.js';
import { compressibleNames } from '../../src/dns/rdata/compressible.js';
import { type NameSpan, nameSpans } from '../../src/dns/rdata/name-span.js';
import { targetName } from '../../src/dns/rdata/target.js';
import { TYPE, typeFromText, typeToText } from '../../src/dns/types.js';
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

/** As RFC 1035 §3.3, RFC 3597 §4, RFC 4034 §6.2, RFC 2782 and RFC 9460 §4.1 have it: type, octets before the first name, and how many. */
const COMPRESSIBLE =
  'NS 0 1, MD 0 1, MF 0 1, CNAME 0 1, SOA 0 2, MB 0 1, MG 0 1, MR 0 1, PTR 0 1, MINFO 0 2, MX 2 1';
const FOLDED_ONLY = 'RP 0 2, AFSDB 2 1, RT 2 1, PX 2 2, NXT 0 1, SRV 6 1, KX 2 1, DNAME 0 1';
const TARGETS = 'NS 0 1, MX 2 1, SRV 6 1, SVCB 2 1, HTTPS 2 1';

const listed = (spans: ReadonlyMap<number, NameSpan>) =>
  [...spans]
    .sort(([a], [b]) => a - b)
    .map(([type, { prefix, count }]) => `${typeToText(type)} ${prefix} ${count}`)
    .join(', ');

test('the table says which names are compressed, folded and targets, for all types', () => {
  expect(listed(nameSpans('isCompressible'))).toBe(COMPRESSIBLE);
  expect(listed(nameSpans('isFolded'))).toBe(`${COMPRESSIBLE}, ${FOLDED_ONLY}`);
  expect(listed(nameSpans('isTarget'))).toBe(TARGETS);
});

test('names of types after RFC 1035 are never compressed (RFC 3597 §4)', () => {
  for (const type of [TYPE.SRV, TYPE.DNAME, TYPE.HTTPS, TYPE.RRSIG, TYPE.NSEC, TYPE.NAPTR, TYPE.A])
    expect(compressibleNames(type)).toBeUndefined();
});
