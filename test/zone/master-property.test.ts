// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how $GENERATE writes its slots.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderProblem } from '../../src/source/render.js';
import { read } from './master-text.js';

const pieces = fc.constantFrom(
  ...[
    ' ',
    ' ',
    '\n',
    '\n',
    '\t',
    '\r\n',
    '(',
    ')',
    '"',
    ';',
    '\\',
    '@',
    '.',
    '$',
    '=',
    'a',
    'www',
    'IN',
    'CH',
    '9',
    '1h',
    'A',
  ],
  ...[
    'AAAA',
    'TXT',
    'SOA',
    'HTTPS',
    'LOC',
    'NSEC3',
    'TYPE1',
    '\\#',
    '4',
    '0a000001',
    '10.0.0.1',
    '::1',
    '\\046',
    '\\999',
  ],
  ...[
    '$ORIGIN',
    '$TTL',
    '$INCLUDE',
    '$GENERATE',
    '1-3',
    '0-999999',
    '${0,3,n}',
    '${',
    'alpn="h2',
    '\u00fc',
    '\u0000',
  ],
);

const valid = [
  '$TTL 1h',
  '@ SOA ns host ( 1 2h 3m 4w 300 )',
  '  NS ns',
  'ns A 10.0.0.1',
  '  AAAA 2001:db8::1',
  'txt TXT "one \\"two\\"" three ( "four" )',
  '@ HTTPS 1 . alpn="h2,h3" port=443 ; comment',
  '$GENERATE 1-5/2 h${0,2,d} A 10.0.1.$',
  'loc LOC 52 22 23.000 N 4 53 32.000 E -2.00m',
  'x TYPE65280 \\# 3 010203',
  '$ORIGIN sub',
  '* CAA 0 issue "ca.test"',
].join('\n');

/** Reading must end without throwing, and every problem must be showable and stand inside the text. */
function survives(text: string | Uint8Array): void {
  const { problems } = read(text, path => ({ file: path, bytes: Buffer.from('i 9 A 10.0.0.1\n') }));
  const lines = Buffer.from(text).toString().split('\n').length;
  for (const problem of problems.list) {
    expect(renderProblem(problem)).toContain(problem.message.slice(0, 8));
    if (problem.place.file === 'zone') expect(problem.place.line).toBeLessThanOrEqual(lines);
    expect(problem.place.column).toBeGreaterThan(0);
  }
}

test('text made of the words of master files', () => {
  const text = fc.array(pieces, { maxLength: 60 }).map(parts => parts.join(''));
  fc.assert(fc.property(text, survives), { numRuns: 1500 });
});

test('any octets', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives), { numRuns: 1000 });
});

test('a good zone with a piece cut out or put in anywhere', () => {
  const position = fc.nat({ max: valid.length });
  fc.assert(
    fc.property(position, fc.nat({ max: 20 }), fc.array(pieces, { maxLength: 4 }), (at, cut, parts) => {
      survives(valid.slice(0, at) + parts.join(' ') + valid.slice(at + cut));
    }),
    { numRuns: 2000 },
  );
});

test('what is printed of a zone is read back the same', () => {
  const { records, complaints } = read(valid);
  expect(complaints).toEqual([]);
  expect(read(records.join('\n')).records).toEqual(records);
});
