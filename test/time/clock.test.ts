// The clock of this process.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/time/clock.js';

describe('the system clock', () => {
  it('runs what is due, and not what was cancelled', async () => {
    const ran: string[] = [];
    const cancel = systemClock.after(1, () => ran.push('cancelled'));
    cancel();
    await new Promise<void>(resolve => systemClock.after(5, resolve));
    expect(ran).toEqual([]);
  });

  it('does not go back', () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });
});
