// Damping: when too many changes begin a hold, and how long it lasts.
import { describe, expect, it } from 'vitest';
import { Damping } from '../../src/health/verdict/damping.js';

const spec = { changes: 3, withinMs: 10_000, holdMs: 1000, mostMs: 5000 };

/** Counts so many changes at one time. @returns whether the last one began a hold */
function flap(damping: Damping, times: number, nowMs: number): boolean {
  let begins = false;
  for (let count = 0; count < times; count++) begins = damping.count(nowMs);
  return begins;
}

describe('damping', () => {
  it('bears so many changes within a time, and holds with one more', () => {
    const damping = new Damping(spec);
    expect([0, 1000, 2000].map(ms => damping.count(ms))).toEqual([false, false, false]);
    expect(damping.leftMs(2000)).toBe(0);
    expect(damping.count(10_000)).toBe(true);
    expect(damping.leftMs(10_400)).toBe(600);
    expect(damping.leftMs(11_000)).toBe(0);
  });

  it('bears any number that comes slowly', () => {
    const damping = new Damping(spec);
    for (let ms = 0; ms < 1_000_000; ms += 4000) expect(damping.count(ms)).toBe(false);
  });

  it('doubles the hold up to its bound, and begins anew after as long without one', () => {
    const damping = new Damping(spec);
    const holds: number[] = [];
    let nowMs = 0;
    for (let hold = 0; hold < 5; hold++) {
      expect(flap(damping, 4, nowMs)).toBe(true);
      holds.push(damping.holdMs);
      nowMs += damping.leftMs(nowMs) + 100;
    }
    expect(holds).toEqual([1000, 2000, 4000, 5000, 5000]);
    flap(damping, 4, nowMs + 4800);
    expect(damping.holdMs).toBe(5000);
    flap(damping, 4, nowMs + 4800 + 5000 + 5001);
    expect(damping.holdMs).toBe(1000);
  });

  it('counts during a hold, and never shortens one', () => {
    const damping = new Damping(spec);
    flap(damping, 4, 0);
    expect(flap(damping, 3, 500)).toBe(false);
    expect(damping.count(600)).toBe(true);
    expect(damping.leftMs(600)).toBe(2000);
  });

  it('goes on under other settings', () => {
    const damping = new Damping(spec);
    flap(damping, 7, 0);
    const next = new Damping({ ...spec, changes: 2 }, damping);
    expect(next.leftMs(0)).toBe(1000);
    expect(next.count(0)).toBe(true);
    expect(next.holdMs).toBe(2000);
  });
});
