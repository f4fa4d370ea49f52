// `rondo import`: files that cannot be imported, how kinds are told, and how files are written.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../src/cli/import.js';
import { KIND_NAMES, kindOf } from '../../../src/config/import/kinds.js';
import { standing, writeFiles } from '../../../src/config/import/write-files.js';
import { loadConfig } from '../../../src/config/load.js';
import { imported } from './imported.js';

describe('files that cannot be imported', () => {
  const mistakes: [string, Record<string, string>, string][] = [
    [
      'itself',
      { 'a.conf': 'include "a.conf";\n' },
      'a.conf:1:1: error: a.conf includes itself: a.conf → a.conf',
    ],
    [
      'a circle',
      { 'a.conf': 'include "b.conf";\n', 'b.conf': '\ninclude "a.conf";\n' },
      'b.conf:2:1: error: a.conf includes itself: a.conf → b.conf → a.conf',
    ],
    [
      'missing',
      { 'a.conf': '\n  include "b.conf";\n' },
      'a.conf:2:3: error: cannot read b.conf: there is no such file',
    ],
    ['binary', { 'a.conf': 'zone "\0\0' }, 'a.conf:1:1: error: a.conf is no text: it has NUL octets'],
    [
      'long',
      { 'a.conf': ' '.repeat(17 * 2 ** 20) },
      'a.conf:1:1: error: cannot read a.conf: it is over 4194304 octets',
    ],
    ['a quote', { 'a.conf': 'zone "x" { file "y; };\n' }, 'a.conf:1:17: error: the quote is not closed'],
    [
      'a long line',
      { 'a.conf': `options { };\nx ${'a'.repeat(70_000)};\n` },
      'a.conf:2:1: error: the line is over 65536 characters',
    ],
    [
      'many zones',
      { hosts: Array.from({ length: 1_001 }, (_, at) => `192.0.2.1 a${at}.example\n`).join('') },
      'hosts:1000:1: error: over 1000 zones come of these files',
    ],
    ['a comment', { 'a.conf': 'options { };\n/* x\n' }, 'a.conf:2:1: error: the comment is not closed'],
    ['a brace', { 'a.conf': 'options {\n' }, 'a.conf:1:9: error: the brace is not closed'],
    [
      'no semicolon',
      { 'a.conf': 'options { }\n' },
      'a.conf:1:1: error: the statement has no semicolon at its end',
    ],
    ['too deep', { 'a.conf': `options ${'{'.repeat(100)}` }, 'a.conf:1:59: error: blocks nest over 50 deep'],
    [
      'lists',
      { 'a.conf': 'acl a { b; }; acl b { a; };\noptions { listen-on { a; }; };\n' },
      'a.conf:1:23: error: lists of addresses name each other in a circle',
    ],
    ['no kind', { 'a.conf': 'hello\n' }, 'a.conf:1:1: error: this file is of no kind that is known'],
    [
      'nothing',
      { 'haproxy.cfg': 'global\n  daemon\nfrontend x\n  bind :80\n' },
      'haproxy.cfg:1:1: error: nothing in these files can be served: no zone, no name, no pool and no upstream',
    ],
    ['empty', { 'a.conf': '\n' }, 'a.conf:1:1: error: a.conf is empty'],
  ];
  test.each(mistakes)('%s', (_, texts, error) => {
    expect(imported(texts).errors).toEqual([error]);
  });
});

test('several files: names of a domain go into one zone, and what contradicts the first is told of', () => {
  const { files, notes } = imported(
    {
      hosts: '10.0.0.1 a.lan\n10.0.0.2 b.lan\n',
      'more.hosts': '10.0.0.1 a.lan\n10.0.0.3 b.lan\n10.0.0.4 c.lan\n',
      'named.conf': 'zone "lan" { type primary; file "x"; };\n',
    },
    undefined,
    ['hosts', 'more.hosts', 'named.conf'],
  );
  expect(files['zones/lan.yaml']).toMatchObject({
    records: { a: { A: '10.0.0.1' }, b: { A: '10.0.0.2' }, c: { A: '10.0.0.4' } },
  });
  expect(notes.slice(0, 2)).toEqual([
    'more.hosts:2: 10.0.0.3 for b.lan: the name has 10.0.0.2 already',
    'named.conf:1: the zone lan: it was read from hosts:1 already',
  ]);
});

test('--from takes the kinds that there are', () => {
  expect([...KINDS].sort()).toEqual([...KIND_NAMES].sort());
});

test('kinds are told by content, by name where that leaves two', () => {
  const kinds = (texts: [string, string][]) => texts.map(([file, text]) => kindOf({ file, text }));
  expect(
    kinds([
      ['x', '# c\noptions {\n'],
      ['x', 'address=/a/192.0.2.1\n'],
      ['x', '192.0.2.1 a b # c\n::1 d\n'],
      ['x', 'global\n  daemon\n'],
      ['x', 'http {\n  upstream a { server 192.0.2.1; }\n}\n'],
      ['x', 'example.org:53 {\n  file db.example.org\n}\n'],
      ['x', 'plugins => { }\n'],
      ['x', 'some words\n'],
    ]),
  ).toEqual(['named', 'dnsmasq', 'hosts', 'haproxy', 'nginx', 'coredns', 'gdnsd', undefined]);
});

test('files are written whole, rondo.yaml last, and found to be there', () => {
  const { texts, folder } = imported({ hosts: '10.0.0.1 a.lan\n' });
  const to = folder.at('to');
  expect(standing(to, texts)).toEqual([]);
  writeFiles(to, { files: texts, rights: new Map() });
  expect(standing(to, texts)).toHaveLength(3);
  expect(loadConfig({ configFile: `${to}/rondo.yaml`, overrides: {} }).problems.list).toEqual([]);
  // What cannot be written leaves everything as it was.
  writeFileSync(`${to}/file`, '');
  const more = new Map([...texts].map(([path]) => [path, 'changed']));
  mkdirSync(`${to}/folder`);
  const hindered = { files: new Map([['folder', ''], ...more]), rights: new Map<string, number>() };
  expect(() => writeFiles(to, hindered)).toThrow('folder is a folder');
  expect(readdirSync(to).sort()).toEqual(['file', 'folder', 'rondo.yaml', 'zones']);
  expect(() => writeFiles(to, { files: new Map([...more, ['file/x', '']]), rights: new Map() })).toThrow();
  expect(loadConfig({ configFile: `${to}/rondo.yaml`, overrides: {} }).problems.list).toEqual([]);
});
