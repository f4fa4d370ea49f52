// The clock of a thread without an event loop: what is due when, and in which order.
import { expect, test } from 'vitest';
import { LoopClock } from '../../src/transport/batch/loop-clock.js';

test('timers run when they are due, in that order, and not when they were taken back', () => {
  const clock = new LoopClock();
  const ran: string[] = [];
  clock.after(-1, () => ran.push('second'));
  clock.after(-2, () => ran.push('first'));
  const cancel = clock.after(-3, () => ran.push('never'));
  clock.after(60_000, () => ran.push('later'));
  cancel();
  expect(ran).toEqual([]);
  clock.run();
  expect(ran).toEqual(['first', 'second']);
  expect(clock.isEmpty).toBe(false);
});

test('the loop waits until the next timer, and no longer than it wants to', () => {
  const clock = new LoopClock();
  expect(clock.waitMs(20)).toBe(20);
  expect(clock.isEmpty).toBe(true);
  const cancel = clock.after(60_000, () => undefined);
  expect(clock.waitMs(20)).toBe(20);
  clock.after(-5, () => undefined);
  expect(clock.waitMs(20)).toBe(0);
  clock.run();
  cancel();
  expect(clock.isEmpty).toBe(true);
});

test('what waits for a look at the sockets runs after the next one, and has it come at once', () => {
  const clock = new LoopClock();
  const ran: string[] = [];
  clock.after(-1, () => {
    ran.push('timer');
    clock.afterLook(() => ran.push('look'));
  });
  clock.run();
  expect(ran).toEqual(['timer']);
  expect(clock.waitMs(20)).toBe(0);
  clock.run();
  expect(ran).toEqual(['timer', 'look']);
  clock.afterLook(() => ran.push('never'))();
  clock.run();
  expect(ran).toEqual(['timer', 'look']);
});

test('time stands still until something was waited for', () => {
  const clock = new LoopClock();
  const beforeMs = clock.now();
  const untilMs = performance.now() + 2;
  while (performance.now() < untilMs);
  expect(clock.now()).toBe(beforeMs);
  clock.pass();
  expect(clock.now()).toBeGreaterThanOrEqual(beforeMs + 2);
});
