// The times that a command line means, and a plan in words.
import { describe, expect, test } from 'vitest';
import { planLine } from '../../src/cli/plan-text.js';
import { type TimeFlags, timesOf } from '../../src/cli/planned.js';
import type { PlanView } from '../../src/view/plan.js';

const NOW = Date.parse('2026-11-29T17:00:00Z');
const HOUR = 3_600_000;
/** With an offset, so that it is the same in the time zone of every machine. */
const at = (time: string) => `2026-11-30T${time}Z`;

describe('times', () => {
  test.each<[TimeFlags, object]>([
    [{}, { fromMs: undefined }],
    [{ for: '2h' }, { fromMs: undefined, forMs: 2 * HOUR }],
    [{ until: at('17:00') }, { fromMs: undefined, forMs: 24 * HOUR }],
    [
      { from: at('17:00'), for: '90m' },
      { fromMs: NOW + 24 * HOUR, forMs: 1.5 * HOUR },
    ],
    [
      { from: at('17:00'), until: at('17:30') },
      { fromMs: NOW + 24 * HOUR, forMs: HOUR / 2 },
    ],
  ])('%j', (flags, expected) => {
    expect(timesOf(flags, NOW)).toEqual(expected);
  });

  test('an end without a date is after the beginning', () => {
    const { fromMs, forMs = 0 } = timesOf({ from: '23:00', until: '01:00' }, NOW);
    expect(fromMs).toBeGreaterThan(NOW);
    // Two hours, but for nights in which clocks change.
    expect(Math.abs(forMs - 2 * HOUR)).toBeLessThanOrEqual(HOUR);
  });

  test.each<[TimeFlags, string]>([
    [{ for: '2h', until: at('17:00') }, '--for and --until say the same: give one of them'],
    [{ from: at('17:00') }, '--from needs an end'],
    [{ from: 'noon', for: '2h' }, '--from: noon is no moment'],
    [{ from: '2026-11-29T16:00Z', for: '2h' }, '--from 2026-11-29T16:00Z is over: it was '],
    [{ from: at('17:00'), until: at('16:00') }, '--until 2026-11-30T16:00Z is over'],
    [{ for: '0.5s' }, '--for must be a time from 1s to 366d'],
    [{ until: '2029-01-01' }, '--until 2029-01-01 is more than 366 days later'],
  ])('%j is refused', (flags, message) => {
    expect(() => timesOf(flags, NOW)).toThrow(message);
  });
});

test('a plan in words has the zone of its moments', () => {
  const plan: PlanView = {
    ...{ id: 3, state: 'maint', members: ['rack1', 'api-*'], pool: 'app.test', phase: 'waiting' },
    ...{ from: '2026-12-01T21:00:00.000Z', until: '2026-12-01T23:00:00.000Z', by: 'alice', reason: 'disk' },
  };
  expect(planLine(plan)).toMatch(
    /^plan 3: maint of rack1 api-\* in app\.test from 2026-12-0\d \d\d:\d\d to 2026-12-0\d \d\d:\d\d \(\S.*\), for 2h, by alice: disk$/,
  );
});
