// Turns are given one after the other, whatever somebody has to do.
import { expect, test } from 'vitest';
import { Turns } from '../../src/transport/stream-turns.js';

const turnOfTheLoop = () => new Promise(resolve => setImmediate(resolve));

test('somebody with a thousand slices of work delays the first slice of others by one', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const worker = (name: string, slices: number) => ({
    work: () => {
      done.push(name);
      return --slices > 0;
    },
  });
  turns.add(worker('greedy', 1000));
  turns.add(worker('modest', 2));
  turns.add(worker('last', 1));
  while (done.length < 1003) await turnOfTheLoop();
  expect(done.slice(0, 7)).toEqual(['greedy', 'modest', 'last', 'greedy', 'modest', 'greedy', 'greedy']);
  await turnOfTheLoop();
  expect(done).toHaveLength(1003);
});

test('who waits for a slice keeps the place when added again', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const [first, second] = ['first', 'second'].map(name => ({ work: () => done.push(name) < 0 }));
  turns.add(first);
  turns.add(second);
  turns.add(first);
  await turnOfTheLoop();
  expect(done).toEqual(['first', 'second']);
  turns.add(first);
  await turnOfTheLoop();
  expect(done).toEqual(['first', 'second', 'first']);
});

test('the event loop looks at other things while there is work without end', async () => {
  const turns = new Turns();
  let isOver = false;
  turns.add({ work: () => !isOver });
  await new Promise(resolve => setTimeout(resolve, 10));
  isOver = true;
  await turnOfTheLoop();
});
