// Which members words mean, how many patterns may be among them, and that no step looks at all members.
import { expect, test } from 'vitest';
import { select } from '../../src/operate/selection.js';
import { atOnce } from '../../src/time/turns.js';

/** Pools of ten members each, of which each has the tag of its pool and one of all. */
function poolsOf(count: number) {
  return Array.from({ length: count }, (_, pool) => ({
    pool: `app${pool}.test A`,
    members: Array.from({ length: 10 }, (__, member) => {
      const address = `10.${pool >> 8}.${pool & 255}.${member}`;
      return { endpoint: `${address}:80`, address, port: 80, tags: [`rack${pool}`, 'all-of-them'] };
    }),
  }));
}

const pools = poolsOf(1000);
const count = (words: readonly string[], pool?: string) => atOnce(select(pools, words, pool)).length;

test.each([
  [['10.0.7.3'], 1],
  [['10.0.7.3', '10.0.7.3:80', '10.0.7.3/32'], 1],
  [['rack7', 'RACK8'], 20],
  [['10.0.7.*'], 10],
  [['rack99?'], 100],
  [['10.0.0.0/16', 'all-of-them'], 10_000],
  [['all', 'All-Of-Them', '*'], 10_000],
])('%j selects %i', (words, expected) => {
  expect(count(words)).toBe(expected);
});

test('a pool bounds what is meant', () => {
  expect(count(['all'], 'app7.test')).toBe(10);
  expect(() => count(['10.0.8.1'], 'app7.test')).toThrow('app7.test does not have a member 10.0.8.1');
  expect(() => count(['all'], 'ap7.test')).toThrow('there is no pool ap7.test');
});

test('so many patterns and prefixes may be among the words', () => {
  const patterns = Array.from({ length: 65 }, (_, index) =>
    index % 2 === 0 ? `10.0.${index}.*` : `10.0.${index}.0/24`,
  );
  expect(count(patterns.slice(1))).toBe(640);
  expect(() => count(patterns)).toThrow('more than 64 patterns and prefixes are too many at once');
  expect(count(Array.from({ length: 1000 }, (_, index) => `10.0.${index & 255}.${index >> 8}`))).toBe(1000);
});

test.each([
  ['a pattern', '*.7.1'],
  ['a prefix', '10.0.7.0/24'],
  ['a tag', 'rack7'],
  ['a word that nobody has', 'rakc7'],
])('there are many steps: %s', (_, word) => {
  const steps = select(pools, [word]);
  let taken = 0;
  try {
    while (steps.next().done !== true) taken++;
  } catch {
    // Nobody has it.
  }
  expect(taken).toBeGreaterThan(1000);
});
