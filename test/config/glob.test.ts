// Patterns of paths match what a shell would match, in time that no pattern can stretch.
import { mkdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMatches } from '../../src/config/glob.js';
import { SourceFiles } from '../../src/config/source-files.js';
import { matchesSegment } from '../../src/source/wildcard.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;

beforeAll(() => {
  folder = new TempFolder();
});
afterAll(() => folder.remove());

/** What a pattern means, in the plainest way. */
function means(name: string, pattern: string): boolean {
  if (pattern === '') return name === '';
  const [first] = pattern;
  if (first === '*') return means(name, pattern.slice(1)) || (name !== '' && means(name.slice(1), pattern));
  return name !== '' && (first === '?' || first === name[0]) && means(name.slice(1), pattern.slice(1));
}

const word = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength }).map(all => all.join(''));

it('matches what its plain meaning matches', () => {
  fc.assert(
    fc.property(word('ab.', 8), word('ab.**?', 7), (name, pattern) => {
      const isHidden = name.startsWith('.') && !pattern.startsWith('.');
      expect(matchesSegment(name, pattern)).toBe(!isHidden && means(name, pattern));
    }),
    { numRuns: 5_000 },
  );
});

it('takes other characters as they are', () => {
  for (const name of ['a+b', 'a[b]', 'a{b,c}', 'a\nb', 'a(b', 'ä€', 'a\\b'])
    expect(matchesSegment(name, `${name.slice(0, 2)}*${name.slice(2)}`)).toBe(true);
  expect(matchesSegment('b', '[ab]')).toBe(false);
});

it('ends at once whatever the pattern', () => {
  const name = 'a'.repeat(255);
  expect(matchesSegment(name, `${'*a'.repeat(30)}b`)).toBe(false);
  expect(matchesSegment(name, `${'*a'.repeat(254)}*b`)).toBe(false);
  expect(matchesSegment(name, `*${'a'.repeat(128)}b`)).toBe(false);
  expect(matchesSegment(name, `${'*'.repeat(2_000)}b`)).toBe(false);
  expect(matchesSegment(name, `${'?*'.repeat(255)}`)).toBe(true);
});

it('finds files in all folders that match, and says which matches are folders', () => {
  folder.write('a/x.zone', '');
  folder.write('b/y.zone', '');
  folder.write('b/.hidden.zone', '');
  mkdirSync(folder.at('b/z.zone'));
  expect(findMatches(folder.at('*/*.zone'), new SourceFiles())).toEqual({
    files: [folder.at('a/x.zone'), folder.at('b/y.zone')],
    folders: [folder.at('b/z.zone')],
    isCut: false,
  });
});

it('refuses a pattern that is longer than any path', () => {
  expect(() => findMatches(`/${'*a'.repeat(2_048)}`, new SourceFiles())).toThrow('is over 4096 characters');
});
