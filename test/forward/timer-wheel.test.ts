// Timers of many queries: each is called at its time, whatever others do meanwhile, and not all at one time.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Timed, TimerWheel } from '../../src/forward/timer-wheel.js';
import { FakeClock } from '../support/fake-clock.js';

/** Timers are up to so much late. */
const STEP_MS = 8;

class Entry {
  dueStep = -1;
  nextTimed: Timed | undefined;
  previousTimed: Timed | undefined;
  constructor(readonly run: (nowMs: number) => void = () => {}) {}
}

it('one that is set anew for later does not hold up another one', async () => {
  const clock = new FakeClock();
  const wheel = new TimerWheel<Entry>(clock, (entry, nowMs) => entry.run(nowMs));
  const times: number[] = [];
  const first = new Entry(nowMs => wheel.set(first, nowMs + 400));
  wheel.set(first, 200);
  wheel.set(new Entry(nowMs => times.push(nowMs)), 240);
  await clock.advance(300);
  expect(times).toEqual([240]);
});

it('any number, set anew any number of times: each is called once it is due, and never before', async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(delays, { minLength: 1, maxLength: 30 }), async all => {
      const clock = new FakeClock();
      const wheel = new TimerWheel<Entry>(clock, (entry, nowMs) => entry.run(nowMs));
      const late: number[] = [];
      for (const each of all) {
        const left = [...each];
        let dueMs = 0;
        const entry: Entry = new Entry(nowMs => {
          late.push(nowMs - dueMs);
          set();
        });
        const set = () => {
          const delayMs = left.shift();
          if (delayMs === undefined) return;
          dueMs = clock.now() + delayMs;
          wheel.set(entry, dueMs);
        };
        set();
      }
      await clock.advance(16_000);
      expect(late).toHaveLength(all.flat().length);
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...late)).toBeLessThanOrEqual(2 * STEP_MS);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 60 },
  );
});

it('a fault in one does not end the others', async () => {
  const clock = new FakeClock();
  const wheel = new TimerWheel<Entry>(clock, (entry, nowMs) => entry.run(nowMs));
  let called = 0;
  wheel.set(
    new Entry(() => {
      throw new Error('a fault');
    }),
    100,
  );
  wheel.set(new Entry(() => called++), 500);
  await expect(clock.advance(1000)).rejects.toThrow('a fault');
  await clock.advance(1000);
  expect(called).toBe(1);
});

it('of thousands that are due at once others in the thread have their turn in between', async () => {
  const clock = new FakeClock();
  let inTurn = 0;
  const turns: number[] = [];
  const wheel = new TimerWheel<Entry>(clock, () => inTurn++);
  const entries = Array.from({ length: 5000 }, () => new Entry());
  for (const entry of entries) wheel.set(entry, 100);
  const look = () => {
    turns.push(inTurn);
    inTurn = 0;
    if (turns.length < 1000) clock.afterLook(look);
  };
  clock.after(104, look);
  await clock.advance(200);
  expect(turns.reduce((sum, count) => sum + count)).toBe(5000);
  expect(Math.max(...turns)).toBeLessThanOrEqual(100);
  expect(entries.every(({ dueStep }) => dueStep < 0)).toBe(true);
});
