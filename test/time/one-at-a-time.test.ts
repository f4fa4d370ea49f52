// Pieces of work that must not mingle: each is done whole before the next, whoever waits for it and however.
import { expect, test, vi } from 'vitest';
import { OneAtATime } from '../../src/time/one-at-a-time.js';
import type { Steps } from '../../src/time/turns.js';

/** Says each of its steps, for each of which the others would have a turn. */
function* saying(name: string, said: string[], end: () => string = () => name): Steps<string> {
  for (const step of [1, 2, 3]) {
    now += 10;
    said.push(`${name}${step}`);
    yield;
  }
  return end();
}

let now = 0;
const fail = () => {
  throw new Error('refused');
};

test('one is done after another, and the failure of one is of no other', async () => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const said: string[] = [];
  const work = new OneAtATime();
  const all = [
    work.byTurns(saying('a', said)),
    work.byTurns(saying('b', said, fail)),
    work.byTurns(saying('c', said)),
  ];
  expect(work.length).toBe(3);
  expect(said).toEqual(['a1']);
  const ends = await Promise.allSettled(all);
  expect(ends.map(end => (end.status === 'fulfilled' ? end.value : end.reason.message))).toEqual([
    'a',
    'refused',
    'c',
  ]);
  expect(said.join(' ')).toBe('a1 a2 a3 b1 b2 b3 c1 c2 c3');
  expect(work.length).toBe(0);
  vi.restoreAllMocks();
});

test('what cannot wait has all before it done first; what a step asks for is a part of it', async () => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const said: string[] = [];
  const work = new OneAtATime();
  const first = work.byTurns(saying('a', said));
  const second = work.byTurns(saying('b', said, () => work.atOnce(saying('inner', said))));
  expect(work.atOnce(saying('c', said))).toBe('c');
  expect(said.join(' ')).toBe('a1 a2 a3 b1 b2 b3 inner1 inner2 inner3 c1 c2 c3');
  expect(await Promise.all([first, second])).toEqual(['a', 'inner']);
  expect(() => work.atOnce(saying('d', said, fail))).toThrow('refused');
  vi.restoreAllMocks();
});
