// Which YAML texts are nested deeper than anybody means, and which only look so.
import { expect, test } from 'vitest';
import { isTooDeep } from '../../src/source/yaml-depth.js';

const indents = (end: string) => Array.from({ length: 400 }, (_, at) => `${' '.repeat(at)}a:${end}`).join('');

test.each([
  ['lists in a line', '- '.repeat(400)],
  ['brackets', '['.repeat(400)],
  ['brackets that are closed', '['.repeat(400) + ']'.repeat(400)],
  ['mappings in braces', '{a: '.repeat(400)],
  ['mappings in a line', 'a: '.repeat(400)],
  ['keys of keys', '? '.repeat(400)],
  ['tags between', '!t - '.repeat(400)],
  ['mappings in braces behind a comma', '{a: 1, a: '.repeat(400)],
  ['lists behind a comma', `[a, ${'- '.repeat(400)}`],
  ['indents', indents('\n')],
  ['indents in lines of Windows', indents('\r\n')],
])('%s are nested too deeply', (_, text) => {
  expect(isTooDeep(text)).toBe(true);
});

test.each([
  ['a text in quotes', `a: "${'[ - '.repeat(400)}"\n`],
  ['a block of text', `a: |\n${'  [\n'.repeat(400)}`],
  ['a text without quotes', `a: ${'x:y-'.repeat(400)}\n`],
  ['a comment', `${' '.repeat(400)}# ${'- '.repeat(400)}\n`],
  ['many lists, one after the other', '- [a]\n'.repeat(1_000)],
  ['many mappings in a line', `a: [${'{ b: 1, c: [d] }, '.repeat(400)}]\n`],
  [
    'a mapping of many in a line',
    JSON.stringify(Object.fromEntries([...Array(400)].map((_, at) => [`a${at}`, [{ b: 1 }]]))),
  ],
  ['a few levels', `${'- '.repeat(20)}a\n`],
])('%s is not deep', (_, text) => {
  expect(isTooDeep(text)).toBe(false);
});
