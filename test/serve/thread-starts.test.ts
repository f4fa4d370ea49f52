// How many threads start at once.
import { expect, test } from 'vitest';
import { threadStarts } from '../../src/serve/thread-starts.js';

/** How many of ten starts are under way at once. */
async function mostAtOnce(limit: number): Promise<number> {
  const starts = threadStarts(limit);
  let [running, most] = [0, 0];
  const start = async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  };
  await Promise.all(Array.from({ length: 10 }, () => starts.run(start)));
  return most;
}

test('they take half of the files that may be open, and at least one starts', async () => {
  expect(await mostAtOnce(32)).toBe(1);
  expect(await mostAtOnce(256)).toBe(2);
  expect(await mostAtOnce(1_024)).toBe(8);
});
