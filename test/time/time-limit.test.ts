// Time limits that begin again, on a clock that the test moves and whose loop it holds up.
import { describe, expect, it } from 'vitest';
import { TimeLimit } from '../../src/time/time-limit.js';
import { HeldClock } from '../support/held-clock.js';

const LIMIT_MS = 1000;

function begin(clock: HeldClock) {
  const over: number[] = [];
  return { over, limit: new TimeLimit(clock, LIMIT_MS, () => over.push(clock.now())) };
}

describe('a time limit', () => {
  it('is over after its time, and can begin again', async () => {
    const clock = new HeldClock();
    const { over, limit } = begin(clock);
    await clock.advance(900);
    limit.restart();
    await clock.advance(900);
    expect(over).toEqual([]);
    await clock.advance(5000);
    expect(over).toEqual([1900]);
    limit.restart();
    await clock.advance(5000);
    expect(over).toEqual([1900, 7900 - 100]);
    limit.end();
    limit.restart();
    expect(clock.pending).toBe(0);
  });

  it('begins again when nobody could look while it ran out', async () => {
    const clock = new HeldClock();
    const { over } = begin(clock);
    clock.hold(60_000);
    await clock.advance(LIMIT_MS);
    expect(over).toEqual([]);
    await clock.advance(LIMIT_MS);
    expect(over).toEqual([60_000 + 2 * LIMIT_MS]);
  });

  it('is over in the end, however late all timers are', async () => {
    const clock = new HeldClock();
    const { over } = begin(clock);
    for (let stalls = 0; stalls < 10; stalls++) {
      clock.hold(LIMIT_MS);
      await clock.advance(LIMIT_MS);
    }
    expect(over).toHaveLength(1);
  });

  it('goes on when what has come meanwhile begins it again', async () => {
    const clock = new HeldClock();
    const { over, limit } = begin(clock);
    clock.beforeLook = () => limit.restart();
    await clock.advance(LIMIT_MS);
    expect(over).toEqual([]);
    clock.beforeLook = undefined;
    await clock.advance(LIMIT_MS);
    expect(over).toEqual([2 * LIMIT_MS]);
  });
});
