// RDATA of every type from text to wire and back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../src/dns/name.js';
import { rdataFromTokens } from '../../src/dns/rdata/from-tokens.js';
import { fieldsOf } from '../../src/dns/rdata/table.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { TYPE, typeFromText, typeToText } from '../../src/dns/types.js';
import { rdataExamples } from './rdata-examples.js';
import { wireOf, words } from './words.js';

/** RFC 9460 appendix D.1 and D.2: what is written, and the RDATA. */
const vectors: [text: string, hex: string][] = [
  ['0 foo.example.com.', '0000 03666f6f076578616d706c6503636f6d00'],
  ['1 .', '0001 00'],
  ['16 foo.example.com. port=53', '0010 03666f6f076578616d706c6503636f6d00 0003 0002 0035'],
  ['1 foo.example.com. key667=hello', '0001 03666f6f076578616d706c6503636f6d00 029b 0005 68656c6c6f'],
  [
    '1 foo.example.com. key667="hello\\210qoo"',
    '0001 03666f6f076578616d706c6503636f6d00 029b 0009 68656c6c6fd2716f6f',
  ],
  [
    '1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1"',
    '0001 03666f6f076578616d706c6503636f6d00 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001',
  ],
  [
    '1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
    '0001 076578616d706c6503636f6d00 0006 0010 20010db8012203440000 0000c0000221',
  ],
  [
    '16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
    '0010 03666f6f076578616d706c65036f726700 0000 0004 0001 0004 0001 0009 026832 0568332d3139 0004 0004 c0000201',
  ],
  [
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    '0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832',
  ],
  [
    '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    '0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832',
  ],
];

test.each(vectors)('SVCB %s is what RFC 9460 says', (text, hex) => {
  expect(Buffer.from(wireOf('SVCB', text)).toString('hex')).toBe(hex.replaceAll(' ', ''));
});

describe('text to wire and back', () => {
  test.each(rdataExamples)('%s %s', (type, text, printed = text) => {
    const wire = wireOf(type, text);
    const shown = rdataToText(typeFromText(type)!, wire);
    expect(shown).toBe(printed);
    expect(wireOf(type, shown)).toEqual(wire);
  });

  test('every type of the table has an example here', () => {
    const shown = new Set(rdataExamples.map(([type]) => type));
    const missing = [...fieldsOf.keys()].map(typeToText).filter(type => !shown.has(type));
    expect(missing).toEqual(['SIG']);
  });
});

test('malformed RDATA of a known type is printed in the generic form', () => {
  expect(rdataToText(TYPE.A, Uint8Array.of(1, 2, 3))).toBe('\\# 3 010203');
  expect(rdataToText(TYPE.MX, Uint8Array.of(0, 1, 0xc0, 0x0c))).toBe('\\# 4 0001C00C');
  expect(rdataToText(TYPE.TXT, new Uint8Array(0))).toBe('\\# 0');
});

test('any octets of any type have a text that comes back the same', () => {
  const type = fc.constantFrom(...fieldsOf.keys(), 65_280);
  const octets = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(type, octets, (number, rdata) => {
      const text = rdataToText(number, rdata);
      // The generic form of a known type is only read back when it is well-formed.
      if (text.startsWith('\\#') && fieldsOf.has(number)) return;
      expect([...rdataFromTokens(number, words(text), ROOT)]).toEqual([...rdata]);
    }),
    { numRuns: 3000 },
  );
});
