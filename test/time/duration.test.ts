// Durations as text and in milliseconds.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationMs, durationText } from '../../src/time/duration.js';

it.each([
  ['500ms', 500],
  ['1s', 1000],
  ['2m', 120_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['10', 10_000],
  [10, 10_000],
  [0.5, 500],
])('reads %j as %d ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

it.each(['', 's', '1 s', '1x', '-1s', '1s!', '1e3', '1..5s', -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'refuses %j',
  text => {
    expect(durationMs(text)).toBeUndefined();
  },
);

it('reads back what it writes', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), ms => {
      expect(durationMs(durationText(ms))).toBe(ms);
    }),
  );
});
