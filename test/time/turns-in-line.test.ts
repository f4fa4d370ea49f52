// Pieces of long work wait in line: a round of the event loop has one of them, however many there are.
import { expect, test } from 'vitest';
import { Turns } from '../../src/time/turns.js';

test('each piece has its turn, in order, and no two in the same round', async () => {
  let round = 0;
  let isDone = false;
  const countRound = () => {
    round++;
    if (!isDone) setImmediate(countRound);
  };
  countRound();
  const order: string[] = [];
  const rounds: number[] = [];
  const work = async (name: string) => {
    const turns = new Turns();
    for (let part = 0; part < 3; part++) {
      await turns.pass();
      order.push(name);
      rounds.push(round);
    }
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(work));
  isDone = true;
  expect(order.join('')).toBe('abcdabcdabcd');
  expect(new Set(rounds).size).toBe(12);
});
