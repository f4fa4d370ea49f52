// The verdict: results in, up and down out.
import { describe, expect, it } from 'vitest';
import {
  inTransition,
  judge,
  judgementOf,
  type Thresholds,
  UNJUDGED,
} from '../../src/health/verdict/judge.js';
import { isLive } from '../../src/health/verdict/verdict.js';

/** Feeds `+` and `-` and writes the state after each: U and D, in small letters while in transition. */
function run(results: string, thresholds: Thresholds, first = UNJUDGED): string {
  let verdict = first;
  let states = '';
  for (const result of results) {
    verdict = judge(verdict, result === '+', thresholds);
    const letter = verdict.state === 'up' ? 'U' : 'D';
    states += inTransition(verdict, thresholds) ? letter.toLowerCase() : letter;
  }
  return states;
}

describe('the verdict', () => {
  it.each([
    ['the first success is final at once', '+', { rise: 2, fall: 2 }, 'U'],
    ['the first failure is final at once', '-', { rise: 2, fall: 2 }, 'D'],
    ['falls after `fall` failures in a row', '+---', { rise: 2, fall: 3 }, 'UuuD'],
    ['a success in between wipes the failures out', '+--+--+---', { rise: 2, fall: 3 }, 'UuuUuuUuuD'],
    ['rises after `rise` successes in a row', '-+++', { rise: 3, fall: 2 }, 'DddU'],
    ['a failure in between wipes the successes out', '-++-+++', { rise: 3, fall: 2 }, 'DddDddU'],
    ['needs the full number again after each change', '+--++--', { rise: 2, fall: 2 }, 'UuDdUuD'],
    ['changes at once when both are 1', '+-+-', { rise: 1, fall: 1 }, 'UDUD'],
    ['is not in transition for good when steady', '+++++', { rise: 2, fall: 2 }, 'UUUUU'],
    ['stays down without transition', '-----', { rise: 2, fall: 2 }, 'DDDDD'],
    ['falls slowly, rises at once', '+--+', { rise: 1, fall: 2 }, 'UuDU'],
  ])('%s', (_, results, thresholds, states) => {
    expect(run(results, thresholds)).toBe(states);
  });

  it.each([
    [
      'one that begins up leaves after `fall` failures',
      '--+---',
      { first: 'up', rise: 2, fall: 3 },
      'uuUuuD',
    ],
    [
      'one that begins down comes after `rise` successes',
      '-++-+++',
      { first: 'down', rise: 3, fall: 2 },
      'DddDddU',
    ],
  ] as const)('%s', (_, results, { first, ...thresholds }, states) => {
    expect(run(results, thresholds, judgementOf(first, thresholds))).toBe(states);
  });

  it('counts health from 0 to rise + fall - 1', () => {
    const thresholds = { rise: 2, fall: 3 };
    const up = judge(UNJUDGED, true, thresholds);
    expect(up.health).toBe(4);
    const failing = judge(up, false, thresholds);
    expect(failing).toEqual({ state: 'up', health: 3 });
    expect(judge(judge(failing, false, thresholds), false, thresholds)).toEqual({ state: 'down', health: 0 });
  });

  it('hands out what was never probed', () => {
    expect(isLive(UNJUDGED.state)).toBe(true);
    expect(inTransition(UNJUDGED, { rise: 2, fall: 2 })).toBe(false);
  });
});
