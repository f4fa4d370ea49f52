// How fast names are asked for: so many at once, so many a second, and only while somebody wants them.
import { describe, expect, test } from 'vitest';
import { LookupPace } from '../../src/forward/lookup-pace.js';
import { FakeClock } from '../support/fake-clock.js';

describe('many names', () => {
  test('are asked for at a bounded rate, so many at once', async () => {
    const clock = new FakeClock();
    const pace = new LookupPace(clock, { atOnce: 4, burst: 10, perSecond: 100 });
    let [begun, underWay, most] = [0, 0, 0];
    const ask = async () => {
      begun++;
      most = Math.max(most, ++underWay);
      await new Promise<void>(resolve => clock.after(5, resolve));
      underWay--;
    };
    const all = Promise.all(Array.from({ length: 200 }, () => pace.run(ask)));
    await clock.advance(1_000);
    expect(begun).toBeGreaterThan(80);
    expect(begun).toBeLessThanOrEqual(110);
    await clock.advance(1_500);
    await all;
    expect(begun).toBe(200);
    expect(most).toBeLessThanOrEqual(4);
    expect(clock.pending).toBe(0);
  });

  test('that nobody wants any more leave the line, and take no turn from others', async () => {
    const clock = new FakeClock();
    const pace = new LookupPace(clock, { atOnce: 2, burst: 2, perSecond: 10 });
    const asked: string[] = [];
    const ask = (name: string) => async () => void asked.push(name);
    let wanted = '';
    // A list of other names each second, as from a server of lists that wants to do harm.
    for (let list = 0; list < 50; list++) {
      wanted = `list ${list}`;
      for (let at = 0; at < 1_000; at++) void pace.run(ask(`list ${list}`), () => wanted === `list ${list}`);
      if (list === 40) void pace.run(ask('honest'));
      await clock.advance(1_000);
      expect(pace.waiting).toBeLessThan(4_000);
    }
    expect(asked).toContain('honest');
    wanted = '';
    await clock.advance(1_000);
    expect(pace.waiting).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('one that fails gives its place to the next', async () => {
    const pace = new LookupPace(new FakeClock(), { atOnce: 1, burst: 10, perSecond: 1 });
    await expect(pace.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await pace.run(() => Promise.resolve(7))).toBe(7);
  });
});
