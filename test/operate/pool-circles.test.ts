// Pools whose members are looked up by way of other pools: which of them lead back to where they began.
import { expect, test } from 'vitest';
import { circleOf, circleText } from '../../src/operate/pool-circles.js';

const NEXT: Readonly<Record<string, readonly string[]>> = {
  'a.test': ['b.test', 'c.test'],
  'b.test': ['d.test'],
  'c.test': ['a.test'],
  'd.test': ['d.test'],
};
const next = (pool: string) => NEXT[pool] ?? [];

test.each([
  ['a.test', 'a circle: a.test, which asks for c.test, which asks for a.test'],
  ['b.test', undefined],
  ['d.test', 'a circle: d.test, which asks for d.test'],
  ['e.test', undefined],
])('%s', (pool, text) => {
  const way = circleOf(pool, next);
  expect(way && circleText(way)).toBe(text);
});
