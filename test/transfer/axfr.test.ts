// A whole zone as it is handed out: every record once between two SOAs, whatever it holds.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { nameFromText } from '../../src/dns/name.js';
import { compileZone } from '../../src/image/build.js';
import { Problems } from '../../src/source/problem.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { APEX, imageOf, recordsOf } from '../store/images.js';
import { buildQuery } from '../support/query.js';
import { deferredFor, known, linesOf, takeAll } from './transferred.js';

const transfers = new Transfers(known());

function transferred(image: ReturnType<typeof imageOf>, zone = 'x.test') {
  return takeAll(transfers.open(deferredFor(image, buildQuery(`${zone} AXFR`))));
}

/** What the zone holds beside its SOA. */
const others = (lines: readonly string[]) => lines.filter(line => !/ \d+ SOA /.test(line)).sort();

test('the records of a zone stand between two SOAs, in messages of which the first has question and OPT', () => {
  const names = Array.from({ length: 1_500 }, (_, index) => `host${index}.rack${index % 7} A 192.0.2.1`);
  const image = imageOf(
    `${APEX}@ MX 10 Mail.x.test.\n*.wild TXT "a" "b"\nsub NS ns.sub\nns.sub A 192.0.2.3\n${names.join('\n')}\n`,
  );
  const messages = transferred(image);
  const lines = linesOf(messages);
  expect(lines[0]).toBe('x.test. 60 SOA ns.x.test. root.x.test. 1 2 3 4 5');
  expect(lines.at(-1)).toBe(lines[0]);
  expect(others(lines)).toEqual(others(recordsOf(image)));
  expect(messages.length).toBeGreaterThan(1);
  const [first, ...rest] = messages;
  expect([...first.flags]).toEqual(['qr', 'aa', 'rd']);
  expect({ id: first.id, questions: first.counts[0], hasOpt: first.edns !== undefined }).toEqual({
    id: 0x1234,
    questions: 1,
    hasOpt: true,
  });
  for (const { id, flags, counts, edns } of rest)
    expect({ id, aa: flags.has('aa'), questions: counts[0], edns }).toEqual({
      id: 0x1234,
      aa: true,
      questions: 0,
      edns: undefined,
    });
});

test('names are compressed, and messages are of 16 KB at most', () => {
  const suffix = 'a-rather-long-label-that-many-share.and-another-one';
  const image = imageOf(
    `${APEX}${Array.from({ length: 2_000 }, (_, index) => `h${index}.${suffix} A 192.0.2.1`).join('\n')}\n`,
  );
  const source = transfers.open(deferredFor(image, buildQuery('x.test AXFR', { edns: false })));
  const out = new Uint8Array(65_535);
  let total = 0;
  for (let length = source.next(out, 0); length > 0; length = source.next(out, 0)) {
    expect(length).toBeLessThanOrEqual(16_384);
    total += length;
  }
  expect(total).toBeLessThan(2_000 * 24);
});

test('a signed zone is handed out with its signatures and its chain', () => {
  const { zone } = parse(readFileSync(new URL('../cases/dnssec/nsec3.yaml', import.meta.url), 'utf8')) as {
    zone: string;
  };
  const problems = new Problems();
  const model = readMasterFile(Buffer.from(zone), {
    file: 'zone',
    origin: nameFromText('nsec3.example.'),
    problems,
  });
  const image = compileZone(model, 0).compiled;
  const lines = linesOf(transferred(image, 'nsec3.example'));
  expect(others(lines)).toEqual(others(recordsOf(image)));
  const typesOf = (type: string) => lines.filter(line => line.split(' ')[2] === type).length;
  const written = (type: RegExp) => zone.match(type)?.length;
  expect(typesOf('NSEC3')).toBe(written(/^\S+ NSEC3 /gm));
  expect(typesOf('NSEC3PARAM')).toBe(1);
  expect(typesOf('RRSIG')).toBe(written(/ RRSIG \S+ 13 /g));
});

test('a record that is larger than a usual message travels alone', () => {
  const strings = Array.from({ length: 240 }, () => `"${'x'.repeat(250)}"`).join(' ');
  const image = imageOf(`${APEX}small A 192.0.2.2\nlarge TXT ${strings}\n`);
  const messages = transferred(image);
  expect(others(linesOf(messages))).toEqual(others(recordsOf(image)));
  expect(messages.some(({ counts }) => counts[1] === 1)).toBe(true);
});

test('whatever a zone holds, all of it arrives', () => {
  const label = fc.constantFrom('a', 'b', 'www', '*', 'A-long-label', 'x'.repeat(63));
  const owner = fc
    .array(label, { minLength: 1, maxLength: 3 })
    .map(labels => labels.map((each, at) => (each === '*' && at > 0 ? 'star' : each)).join('.'));
  const data = fc.oneof(
    fc.nat(255).map(octet => `A 192.0.2.${octet}`),
    owner.map(name => `MX 10 ${name}`),
    owner.map(name => `PTR ${name}.Elsewhere.Test.`),
    owner.map(name => `SRV 0 0 1 ${name}`),
    fc.nat(400).map(size => `TXT ${`"${'t'.repeat(size % 250)}" `.repeat(1 + (size % 9))}`),
  );
  const record = fc.tuple(owner, data).map(parts => parts.join(' '));
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 120 }), records => {
      const image = imageOf(`${APEX}${records.join('\n')}\n`);
      expect(others(linesOf(transferred(image)))).toEqual(others(recordsOf(image)));
    }),
    { numRuns: 30 },
  );
});
