// Something that is done soon, not too often, and never twice at once.
import { expect, test } from 'vitest';
import { type Pace, PacedRun } from '../../src/time/paced-run.js';
import { FakeClock } from '../support/fake-clock.js';

const PACE: Pace = { gatherMs: 5, leastMs: 50, share: 3 };

function setUp(tookMs = 0) {
  const clock = new FakeClock();
  const began: number[] = [];
  const paced = new PacedRun(clock, PACE, async () => {
    began.push(clock.now());
    if (tookMs > 0) await new Promise<void>(resolve => void clock.after(tookMs, resolve));
  });
  return { clock, began, paced };
}

test('the first wish is met soon, together with those that follow at once', async () => {
  const { clock, began, paced } = setUp();
  paced.want();
  await clock.advance(4);
  paced.want();
  await clock.advance(1_000);
  expect(began).toEqual([5]);
  paced.want();
  await clock.advance(1_000);
  expect(began).toEqual([5, 1_009]);
});

test('wishes without end are met so often', async () => {
  const { clock, began, paced } = setUp();
  for (let ms = 0; ms < 200; ms++) {
    paced.want();
    await clock.advance(1);
  }
  expect(began).toEqual([5, 55, 105, 155]);
});

test('what takes long rests longer, and is not begun before its end', async () => {
  const { clock, began, paced } = setUp(40);
  for (let ms = 0; ms < 400; ms++) {
    paced.want();
    await clock.advance(1);
  }
  expect(began).toEqual([5, 165, 325]);
});

test('what is taken back is not done', async () => {
  const { clock, began, paced } = setUp(40);
  paced.want();
  paced.cancel();
  await clock.advance(100);
  expect(began).toEqual([]);
  paced.want();
  await clock.advance(10);
  // While it is done.
  paced.want();
  paced.cancel();
  await clock.advance(1_000);
  expect(began).toHaveLength(1);
});
