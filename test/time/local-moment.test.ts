// Moments as people write them, in time zones whose clocks change.
import { describe, expect, test } from 'vitest';
import { localMoment, localText, offsetMoment, zoneText } from '../../src/time/local-moment.js';
import { rfc3339 } from '../../src/time/rfc3339.js';

const BERLIN = 'Europe/Berlin';

function read(text: string, after: string, zone = BERLIN): string {
  const found = localMoment(text, Date.parse(after), zone);
  return typeof found === 'number' ? rfc3339(found).replace('.000', '') : `${found.wrong}; ${found.hint}`;
}

describe('a time alone is the next one', () => {
  test.each([
    ['22:00', '2026-11-29T17:00:00Z', '2026-11-29T21:00:00Z'],
    ['22:00', '2026-11-29T21:00:00Z', '2026-11-30T21:00:00Z'],
    ['22:00', '2026-11-29T23:30:00Z', '2026-11-30T21:00:00Z'],
    ['0:30', '2026-12-31T23:00:00Z', '2026-12-31T23:30:00Z'],
    ['00:30:15', '2026-12-31T23:40:00Z', '2027-01-01T23:30:15Z'],
    // The clocks change in the night between: it is as late on the clock as it says.
    ['04:00', '2027-03-27T12:00:00Z', '2027-03-28T02:00:00Z'],
    ['04:00', '2026-10-24T12:00:00Z', '2026-10-25T03:00:00Z'],
    // The second 02:30 of that night, when the first is over.
    ['02:30', '2026-10-25T00:45:00Z', '2026-10-25T01:30:00Z'],
  ])('%s after %s', (text, after, expected) => {
    expect(read(text, after)).toBe(expected);
  });
});

describe('with a date', () => {
  test.each([
    ['2026-12-01 22:00', BERLIN, '2026-12-01T21:00:00Z'],
    ['2026-07-01T22:00', BERLIN, '2026-07-01T20:00:00Z'],
    ['2026-12-01T22:00Z', BERLIN, '2026-12-01T22:00:00Z'],
    ['2026-12-01T22:00:30-0530', BERLIN, '2026-12-02T03:30:30Z'],
    ['2026-12-01', BERLIN, '2026-11-30T23:00:00Z'],
    ['2028-02-29 08:00', 'UTC', '2028-02-29T08:00:00Z'],
    ['2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z; 2'],
  ])('%s in %s', (text, zone, expected) => {
    const [moment, twice] = expected.split('; ');
    if (twice === undefined) expect(read(text, '2026-11-29T17:00:00Z', zone)).toBe(moment);
    else expect(read(text, '2026-11-29T17:00:00Z', zone)).toMatch(/ comes twice/);
  });
});

describe('what is no moment, or not just one', () => {
  test.each([
    ['tomorrow', /^tomorrow is no moment; write a time such as 22:00/],
    ['', /is no moment/],
    ['10pm', /is no moment/],
    ['22:00Z', /is no moment/],
    ['24:00', /^there is no 24:00/],
    ['22:60', /^there is no 22:60/],
    ['2026-02-29 10:00', /^there is no 2026-02-29 10:00/],
    ['2026-13-01', /^there is no 2026-13-01/],
    ['2027-03-28 02:30', /^2027-03-28 02:30 is skipped: .* whose clocks are set forward/],
    ['2026-10-25 02:30', /comes twice: .*; write 2026-10-25T02:30:00\+02:00 or 2026-10-25T02:30:00\+01:00$/],
  ])('%j', (text, expected) => {
    expect(read(text, '2026-11-29T17:00:00Z')).toMatch(expected);
  });

  test('a time alone that the next night skips', () => {
    expect(read('02:30', '2027-03-27T12:00:00Z')).toMatch(/^02:30 is skipped: there is no 2027-03-28 02:30/);
  });
});

test('moments are shown as the clocks of the zone show them', () => {
  const ms = Date.parse('2026-12-01T21:00:00Z');
  expect(localText(ms, BERLIN)).toBe('2026-12-01 22:00');
  expect(localText(ms + 5_000, BERLIN)).toBe('2026-12-01 22:00:05');
  expect(offsetMoment(ms, 'America/St_Johns')).toBe('2026-12-01T17:30:00-03:30');
  expect(zoneText(ms, BERLIN)).toBe('Europe/Berlin, UTC+01:00');
  expect(zoneText(ms, 'UTC')).toBe('UTC');
});
