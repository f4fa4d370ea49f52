// Turns are given one after the other, whatever somebody has to do, and by networks and clients.
import { expect, test } from 'vitest';
import { prefixesOf } from '../../src/dns/client-prefix.js';
import { Turns } from '../../src/transport/stream-turns.js';

const turnOfTheLoop = () => new Promise(resolve => setImmediate(resolve));

/** Turns, and workers who note their name with each slice. */
function openTurns() {
  const turns = new Turns();
  const done: string[] = [];
  const add = (name: string, slices: number, address = '192.0.2.1') => {
    let left = slices;
    const work = () => {
      done.push(name);
      return --left > 0;
    };
    const worker = { prefixes: prefixesOf(address), work };
    turns.add(worker);
    return worker;
  };
  return { turns, done, add };
}

test('somebody with a thousand slices of work delays the first slice of others by one', async () => {
  const { done, add } = openTurns();
  add('greedy', 1000);
  add('modest', 2);
  add('last', 1);
  while (done.length < 1003) await turnOfTheLoop();
  expect(done.slice(0, 7)).toEqual(['greedy', 'modest', 'last', 'greedy', 'modest', 'greedy', 'greedy']);
  await turnOfTheLoop();
  expect(done).toHaveLength(1003);
});

test('who waits for a slice keeps the place when added again', async () => {
  const { turns, done, add } = openTurns();
  const first = add('first', 1);
  add('second', 1);
  turns.add(first);
  await turnOfTheLoop();
  expect(done).toEqual(['first', 'second']);
  turns.add(first);
  await turnOfTheLoop();
  expect(done).toEqual(['first', 'second', 'first']);
});

test('a hundred connections of one client delay another client by one slice, and those of one network another network', async () => {
  const { done, add } = openTurns();
  for (let index = 0; index < 100; index++) add('crowd', 2, '192.0.2.1');
  for (let index = 2; index < 50; index++) add('neighbour', 2, `192.0.2.${index}`);
  add('other', 3, '198.51.100.1');
  while (done.length < 299) await turnOfTheLoop();
  expect(done.slice(0, 7)).toEqual([
    'crowd',
    'other',
    'neighbour',
    'other',
    'neighbour',
    'other',
    'neighbour',
  ]);
  expect(done.slice(0, 52).filter(name => name === 'crowd')).toHaveLength(1);
});

test('after a connection was accepted, sockets are looked at again after one slice', async () => {
  const { turns, done, add } = openTurns();
  for (const name of ['a', 'b', 'c', 'd']) add(name, 1);
  turns.hurry();
  await turnOfTheLoop();
  expect(done).toEqual(['a']);
  while (done.length < 4) {
    turns.hurry();
    await turnOfTheLoop();
  }
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

test('the event loop looks at other things while there is work without end', async () => {
  const turns = new Turns();
  let isOver = false;
  turns.add({ prefixes: prefixesOf('192.0.2.1'), work: () => !isOver });
  await new Promise(resolve => setTimeout(resolve, 10));
  isOver = true;
  await turnOfTheLoop();
});
