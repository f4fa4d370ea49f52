// Plain lines are read in a fast way; whatever they hold, the tokenizer must find the same in them.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Read, read } from './master-text.js';

/** The same lines in a form that only the tokenizer reads. */
const unplain = (text: string) => text.replaceAll('\n', ' ( )\n');

/** All that a person can see of a file that was read. */
function seen({ zone, records, complaints }: Read) {
  const places = [...zone.rrsets()].map(({ place }) => `${place.line}:${place.column}`);
  return { records, complaints, places };
}

const HEAD = '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\n';

test.each([
  'a 300 IN A 192.0.2.1',
  'a IN 300 A 192.0.2.1 ; a comment',
  '\t a in aaaa 2001:DB8::1',
  'a aaaa ::',
  'a aaaa 1:2:3:4:5:6:7::',
  'a aaaa ::1:2:3:4:5:6:7',
  'a aaaa 1:2:3:4:5:6:7:8',
  'a aaaa 1::2::3',
  'a aaaa ::ffff:192.0.2.1',
  'a aaaa 1:2:3:4:5:6:7:8:9',
  'a aaaa 12345::',
  'a aaaa :1::2',
  'a aaaa 1:2:',
  'a A 192.0.2.01',
  'a A 192.0.2.256',
  'a A 192.0.2',
  'a A 192.0.2.1.',
  'a 1h A 192.0.2.1',
  'a 4294967296 A 192.0.2.1',
  'a 1 2 A 192.0.2.1',
  'a CH A 192.0.2.1',
  'a IN IN A 192.0.2.1',
  'a A 192.0.2.1 extra',
  'a A',
  'a',
  'A A 192.0.2.1',
  'IN A 192.0.2.1',
  'a.example.com. A 192.0.2.1',
  'a.example.org. A 192.0.2.1',
  'a..b A 192.0.2.1',
  '.a A 192.0.2.1',
  `${'a'.repeat(63)} A 192.0.2.1`,
  `${'a'.repeat(64)} A 192.0.2.1`,
  `${'a.'.repeat(120)}b A 192.0.2.1`,
  `${'a.'.repeat(122)}b A 192.0.2.1`,
  'a\\.b A 192.0.2.1',
  '* A 192.0.2.1',
  '@ A 192.0.2.1',
  '. A 192.0.2.1',
  'a NS @',
  'a NS .',
  'a NS B.Example.NET.',
  'a MX 10 mail',
  'a MX 010 mail',
  'a MX 65536 mail',
  'a MX ten mail',
  'a SRV 1 2 3 host',
  'a SRV 1 2 host',
  'a TXT "one" "two"',
  'a TXT "one""two"',
  'a TXT "one"two',
  'a TXT ""',
  'a TXT "with ; semicolon" ; comment',
  'a TXT "esc\\"aped"',
  'a TXT "open',
  'a TXT plain',
  `a TXT "${'x'.repeat(255)}"`,
  `a TXT "${'x'.repeat(256)}"`,
  'a PTR b\r',
  '$A A 192.0.2.1',
  'a A 192.0.2.1\na A 192.0.2.1',
  'a A 192.0.2.1\nA A 192.0.2.2\n  A 192.0.2.3',
  'a 1 A 192.0.2.1\na 2 A 192.0.2.2',
  'a A 192.0.2.1\n$ORIGIN sub\na A 192.0.2.2\n A 192.0.2.3',
  'a A 192.0.2.1\n$ORIGIN example.org.\na A 192.0.2.2\n A 192.0.2.3',
  'a MX 1 Host\na MX 1 host',
])('%j', line => {
  const text = `${HEAD}${line}\n`;
  expect(seen(read(text))).toEqual(seen(read(unplain(text))));
});

describe('any lines', () => {
  const word = fc.constantFrom(
    ...['a', 'A', 'b.c', '*', '@', 'ns.example.com.', 'x.org.', 'IN', 'in', 'CH', '60', '1h', '0', 'TXT'],
    ...['AAAA', 'NS', 'MX', 'SRV', 'CNAME', 'SOA', '192.0.2.1', '10.0.0.256', '2001:db8::1', '::', '"t"'],
    ...['"', '\\', '(', ')', ';', '$TTL', '$ORIGIN', 'a\\.b', '.', '..'],
  );
  const blank = fc.constantFrom(' ', '\t', '  ', ' \r');
  const line = fc
    .tuple(fc.constantFrom('', ' ', '\t'), fc.array(fc.tuple(word, blank), { maxLength: 7 }))
    .map(([indent, words]) => indent + words.flat().join(''));

  it('are read as the tokenizer reads them', () => {
    const lines = fc.array(line, { maxLength: 12 });
    fc.assert(
      fc.property(lines, list => {
        const text = `${HEAD}${list.join('\n')}\n`;
        // A line that leaves a quote or a parenthesis open means something else with more text behind it.
        fc.pre(!/["()\\;$]/.test(list.join('')) || list.length === 0);
        expect(seen(read(text))).toEqual(seen(read(unplain(text))));
      }),
      { numRuns: 500 },
    );
  });
});
