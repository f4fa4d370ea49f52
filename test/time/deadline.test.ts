// Deadlines, on a clock that the test moves and whose loop it holds up.
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/time/clock.js';
import { startDeadline } from '../../src/time/deadline.js';
import { loopWatch } from '../../src/time/loop-watch.js';
import { FakeClock } from '../support/fake-clock.js';
import { HeldClock } from '../support/held-clock.js';

/** A deadline, and when it was over on the clock. */
function begin(clock: FakeClock, limitMs: number) {
  const over: number[] = [];
  const cancel = startDeadline(clock, limitMs, () => over.push(clock.now()));
  return { over, cancel };
}

describe('a deadline', () => {
  it('is over after its time', async () => {
    const clock = new FakeClock();
    const { over } = begin(clock, 500);
    await clock.advance(1000);
    expect(over).toEqual([500]);
    expect(clock.pending).toBe(0);
  });

  it('does not count the time in which the loop was held up', async () => {
    const clock = new HeldClock();
    const { over } = begin(clock, 500);
    await clock.advance(100);
    clock.hold(3000);
    await clock.advance(380);
    expect(over).toEqual([]);
    await clock.advance(50);
    expect(over).toHaveLength(1);
  });

  it('is over in time after a loop that was held up before it began', async () => {
    const clock = new HeldClock();
    begin(clock, 5000);
    clock.hold(3000);
    const { over } = begin(clock, 100);
    await clock.advance(101);
    expect(over).toHaveLength(1);
  });

  it('can be ended in its last moment, by what comes while it looks once more', () => {
    const clock = new HeldClock();
    let looks: (() => void) | undefined;
    clock.afterLook = run => {
      looks = run;
      return () => {
        looks = undefined;
      };
    };
    const { over, cancel } = begin(clock, 0);
    return clock.advance(1).then(() => {
      expect(looks).toBeDefined();
      cancel();
      expect(looks).toBeUndefined();
      expect(over).toEqual([]);
      expect(clock.pending).toBe(0);
    });
  });

  it('is ended once, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const { over, cancel } = begin(clock, 50);
    const other = begin(clock, 200);
    cancel();
    cancel();
    await clock.advance(150);
    expect(over).toEqual([]);
    other.cancel();
    expect(clock.pending).toBe(0);
  });

  it('lets what has come meanwhile be read first, in this process', async () => {
    const order: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port2.on('message', () => order.push('message'));
    await new Promise<void>(resolve => {
      startDeadline(systemClock, 20, () => {
        order.push('deadline');
        resolve();
      });
      setTimeout(() => {
        // It lies there when the loop goes on, and the timer is due.
        port1.postMessage('');
        const untilMs = performance.now() + 60;
        while (performance.now() < untilMs);
      }, 1);
    });
    port1.close();
    expect(order).toEqual(['message', 'deadline']);
  });
});

describe('the watch of the loop', () => {
  it('tells a stall from what is usual', async () => {
    const clock = new HeldClock();
    const watch = loopWatch(clock);
    const leave = watch.watch();
    await clock.advance(100);
    clock.hold(100);
    await clock.advance(100);
    expect(watch.hasStalledSince(0)).toBe(false);
    expect(watch.now()).toBeLessThan(230);
    clock.hold(1000);
    await clock.advance(30);
    expect(watch.hasStalledSince(0)).toBe(true);
    expect(watch.hasStalledSince(clock.now())).toBe(false);
    leave();
    expect(clock.pending).toBe(0);
  });

  it('takes a machine that was suspended for one that stood still', async () => {
    const clock = new HeldClock();
    const watch = loopWatch(clock);
    const leave = watch.watch();
    await clock.advance(100);
    expect(watch.hasStalledSince(0)).toBe(false);
    clock.epochMs += 3_600_000;
    await clock.advance(20);
    expect(watch.hasStalledSince(0)).toBe(true);
    expect(watch.now()).toBe(120);
    leave();
  });
});
