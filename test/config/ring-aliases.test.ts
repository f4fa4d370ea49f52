// Aliases of YAML that lead to themselves, in rondo.yaml and in one zone file among others.
import { expect, test } from 'vitest';
import { Problems } from '../../src/source/problem.js';
import { YamlDocument } from '../../src/source/yaml-document.js';
import { lines, load } from './load-files.js';

const GOOD = 'zone: good.test\nrecords:\n  www: { A: 192.0.2.1 }\n';

test.each([
  ['a: &a [*a]', '1:8 the alias *a leads to itself'],
  ['a: &a { b: { c: [1, { d: *a }] } }', '1:26 the alias *a leads to itself'],
  ['&r { a: 1, b: *r }', '1:15 the alias *r leads to itself'],
  ['&r { a: 1, ? *r : 2 }', '1:14 the alias *r leads to itself'],
  ['a: &a [1]\nb: &b { x: *a, y: *b }', '2:19 the alias *b leads to itself'],
  ['a: &a\n  - &b { x: *a }\n  - *b', '2:13 the alias *a leads to itself'],
])('%s', (text, expected) => {
  const problems = new Problems();
  expect(YamlDocument.parse(text, 'f', problems)).toBeUndefined();
  expect(problems.list.map(({ place: { line, column }, message }) => `${line}:${column} ${message}`)).toEqual(
    [expected],
  );
});

test.each([
  ['an alias that is used twice', 'a: &a [1]\nb: [*a, *a]'],
  ['an anchor that is given again inside', 'a: &a [&a 1, *a]'],
  ['an anchor that is given again as a key', 'a: &a { &a b: 1, c: *a }'],
])('%s leads nowhere round', (_, text) => {
  const problems = new Problems();
  expect(YamlDocument.parse(text, 'f', problems)).toBeDefined();
  expect(problems.list).toEqual([]);
});

test('one zone file with such an alias is left out, and the others are served', () => {
  const ring =
    'zone: d.test\npools:\n  a:\n    probe: &a { all: [*a, { tcp: 1 }] }\n    members: [192.0.2.1]\n';
  const loaded = load({ 'rondo.yaml': 'zones: zones\n', 'zones/d.yaml': ring, 'zones/g.yaml': GOOD });
  expect(lines(loaded)).toEqual([
    'zones/d.yaml:4:23 error: the alias *a leads to itself -> write out what is meant there',
  ]);
  expect(loaded.isServable).toBe(true);
  expect(loaded.zones.map(({ source }) => source)).toEqual([loaded.folder.at('zones/g.yaml')]);
});

test.each([
  ['probes: { a: &p { all: [*p] } }', '1:25'],
  ['zones: zones\nhealth:\n  - match: ns.good.test A\n    all: &p [{ all: *p }]', '4:21'],
  ['log: &l { level: *l }', '1:18'],
])('rondo.yaml: %s', (text, at) => {
  const [first] = lines(load({ 'rondo.yaml': `${text}\n`, 'zones/g.yaml': GOOD }));
  expect(first).toMatch(`rondo.yaml:${at} error: the alias`);
});
