// Work in steps: others have their turn between two of them, and what comes of it is the same.
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { atOnce, byTurns, type Steps } from '../../src/time/turns.js';

/** Takes so many steps, each of which takes so long on the clock. */
function* steps(count: number, stepMs: number, done: () => void): Steps<number> {
  for (let step = 0; step < count; step++) {
    now += stepMs;
    done();
    yield;
  }
  return count;
}

let now = 0;

test('long work lets others go first, and is the same as at once', async () => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  let done = 0;
  const work = byTurns(steps(10, 3, () => done++));
  const seen: number[] = [];
  while (done < 10) {
    seen.push(done);
    await setImmediate();
  }
  expect(await work).toBe(10);
  expect([...new Set(seen)]).toEqual([2, 4, 6, 8]);
  expect(atOnce(steps(10, 3, () => undefined))).toBe(10);
  vi.restoreAllMocks();
});

test('what a step throws comes out of the whole', async () => {
  const failing = function* (): Steps<void> {
    yield;
    throw new Error('no such member');
  };
  expect(() => atOnce(failing())).toThrow('no such member');
  await expect(byTurns(failing())).rejects.toThrow('no such member');
});
