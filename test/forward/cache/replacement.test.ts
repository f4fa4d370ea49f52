// Which answers make room for others.
import { expect, test } from 'vitest';
import { WAYS } from '../../../src/forward/cache/layout.js';
import { setUp } from './cached-upstream.js';
import { A, replyTo } from './reply.js';

test('a full table forgets what was not asked for longest, and stays as large as it is', async () => {
  const { ask, asked, cache, clock } = await setUp({ answer: [A(600)] }, WAYS);
  for (let name = 0; name < WAYS; name++) await ask(`n${name}.example.org A`);
  clock.seconds++;
  for (let name = 1; name < WAYS; name++) await ask(`n${name}.example.org A`);
  expect(asked()).toBe(WAYS);
  clock.seconds++;
  await ask('new.example.org A');
  for (let name = 1; name < WAYS; name++) await ask(`n${name}.example.org A`);
  expect(asked()).toBe(WAYS + 1);
  expect(cache.entries).toBe(WAYS);
  expect(cache.counts.evictions).toBe(1);
  await ask('n0.example.org A');
  expect(asked()).toBe(WAYS + 2);
});

test('what has expired makes room first, which is no eviction', async () => {
  const { ask, cache, clock } = await setUp(
    query => replyTo(query, { answer: [A(query.includes('brief') ? 5 : 600)] }),
    WAYS,
  );
  for (let name = 0; name < WAYS - 1; name++) await ask(`n${name}.example.org A`);
  clock.seconds++;
  await ask('brief.example.org A');
  clock.seconds += 5;
  await ask('new.example.org A');
  expect(cache.counts.evictions).toBe(0);
  expect(cache.entries).toBe(WAYS);
});

test('names that nobody asks for twice do not push out those that somebody does', async () => {
  const { ask, asked, cache, clock } = await setUp({ answer: [A(600)] }, WAYS);
  for (let count = 0; count < 2; count++)
    for (let name = 0; name < 4; name++) await ask(`n${name}.example.org A`);
  for (let name = 0; name < 100; name++) {
    clock.seconds += 1;
    await ask(`flood${name}.example.org A`);
  }
  expect(asked()).toBe(104);
  for (let name = 0; name < 4; name++) await ask(`n${name}.example.org A`);
  expect(asked()).toBe(104);
  // A new answer to the same question is as good.
  clock.seconds += 500;
  await ask('n0.example.org A');
  for (let name = 0; name < 100; name++) await ask(`again${name}.example.org A`);
  await ask('n0.example.org A');
  expect(asked()).toBe(205);
  expect(cache.entries).toBe(WAYS);
});
