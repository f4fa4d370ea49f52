// $INCLUDE in master files: what carries over, what is refused, and from where files are taken.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { includeFromFolder } from '../../src/zone/master/include.js';
import type { Include } from '../../src/zone/master/state.js';
import { read } from './master-text.js';

/** Includes from a list of texts. */
function from(files: Record<string, string>): Include {
  return path => {
    if (files[path] === undefined) throw new Error(`there is no file ${path}`);
    return { file: path, bytes: Buffer.from(files[path]) };
  };
}

describe('$INCLUDE', () => {
  test('origin and owner are as before afterwards, $TTL stays', () => {
    const include = from({ sub: '$TTL 5\nb A 10.0.0.2\n$ORIGIN deep\nc A 10.0.0.3\n' });
    const { records, complaints } = read(
      '$TTL 9\na A 10.0.0.1\n$INCLUDE sub x\n  TXT t\nd A 10.0.0.4\n',
      include,
    );
    expect(complaints).toEqual([]);
    expect(records).toEqual([
      'a.example.com. 9 A 10.0.0.1',
      'a.example.com. 5 TXT "t"',
      'b.x.example.com. 5 A 10.0.0.2',
      'c.deep.x.example.com. 5 A 10.0.0.3',
      'd.example.com. 5 A 10.0.0.4',
    ]);
  });

  test('mistakes and places name the included file', () => {
    const include = from({ 'one file': '$TTL 5\n\nb A x\nc A 10.0.0.1\n' });
    const { zone, complaints } = read('$INCLUDE "one file"\n', include);
    expect(complaints).toEqual(['one file:3:5 error expected an IPv4 address, found "x"']);
    expect([...zone.rrsets()][0].place).toEqual({ file: 'one file', line: 4, column: 1 });
  });

  test.each([
    ['$INCLUDE none\n', '1:10 error expected a file that can be included: there is no file none'],
    ['$INCLUDE\n', '1:9 error expected a file name'],
    ['$INCLUDE a b c\n', '1:14 error expected the end of the line, found "c"'],
    ['$INCLUDE a b..c\n', '1:12 error expected a domain name, found "b..c"'],
  ])('%j is a mistake', (text, complaint) => {
    expect(read(text, from({})).complaints[0].slice(0, complaint.length)).toBe(complaint);
  });

  test('a file that includes itself is refused', () => {
    const { complaints } = read('$INCLUDE a\n', from({ a: '$INCLUDE b\n', b: '$INCLUDE a\n' }));
    expect(complaints).toEqual(['b:1:10 error expected a file that can be included: a includes itself']);
  });

  test('nesting ends at ten files', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`f${at}`, `$INCLUDE f${at + 1}\n`]),
    );
    const { complaints } = read('$INCLUDE f0\n', from(files));
    expect(complaints).toEqual([
      'f9:1:10 error expected a file that can be included: files are nested over 10 deep',
    ]);
  });

  test('files that include files many times over come to an end', () => {
    const files = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [`f${at}`, `$INCLUDE f${at + 1}\n`.repeat(50)]),
    );
    const { problems } = read('$INCLUDE f0\n', from({ ...files, f9: '' }));
    expect(problems.list[0].message).toContain('over 1000 files');
  });
});

describe('includeFromFolder', () => {
  let base: string;
  let include: Include;

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'rondo-include-'));
    mkdirSync(join(base, 'zones', 'sub'), { recursive: true });
    mkdirSync(join(base, 'zones-old'));
    writeFileSync(join(base, 'secret'), 's A 10.0.0.9\n');
    writeFileSync(join(base, 'zones-old', 'x'), 's A 10.0.0.9\n');
    writeFileSync(join(base, 'zones', 'hosts'), '$TTL 9\nh A 10.0.0.1\n');
    writeFileSync(join(base, 'zones', 'sub', 'one'), '$INCLUDE two\n$INCLUDE ../hosts\n');
    writeFileSync(join(base, 'zones', 'sub', 'two'), 't 9 A 10.0.0.2\n');
    symlinkSync(join(base, 'secret'), join(base, 'zones', 'link'));
    symlinkSync('sub/two', join(base, 'zones', 'inner'));
    include = includeFromFolder(join(base, 'zones'));
  });
  afterAll(() => rmSync(base, { recursive: true }));

  test('finds files beside the file that names them', () => {
    const { records, complaints } = read('$INCLUDE sub/one\n$INCLUDE inner x\n', include);
    expect(complaints).toEqual([]);
    expect(records).toEqual([
      't.example.com. 9 A 10.0.0.2',
      'h.example.com. 9 A 10.0.0.1',
      't.x.example.com. 9 A 10.0.0.2',
    ]);
  });

  test.each([
    ['../secret', 'is outside the zone folder'],
    ['../zones-old/x', 'is outside the zone folder'],
    ['link', 'is outside the zone folder'],
    ['/etc/passwd', 'is outside the zone folder'],
    ['sub', 'is not a regular file'],
    ['sub/none', 'there is no file sub/none'],
    ['hosts/x', 'there is no file hosts/x'],
    ['a\\000b', 'cannot be reached'],
  ])('%s is refused', (path, why) => {
    const { records, complaints } = read(`$INCLUDE ${path}\n`, include);
    expect(records).toEqual([]);
    expect(complaints).toEqual([expect.stringContaining(why)]);
  });
});
