// The verdict: results in, up and down out.
import { describe, expect, it } from 'vitest';
import { inTransition, judge, judgementOf, UNJUDGED } from '../../src/health/verdict/judge.js';
import { isLive } from '../../src/health/verdict/verdict.js';

/** Feeds `+` and `-` and writes the state after each: U and D, in small letters while in transition. */
function run(results: string, rise: number, fall: number, first = UNJUDGED): string {
  let verdict = first;
  let states = '';
  for (const result of results) {
    verdict = judge(verdict, result === '+', { rise, fall });
    const letter = verdict.state === 'up' ? 'U' : 'D';
    states += inTransition(verdict, { rise, fall }) ? letter.toLowerCase() : letter;
  }
  return states;
}

describe('the verdict', () => {
  it.each([
    ['the first success is final at once', '+', 2, 2, 'U'],
    ['the first failure is final at once', '-', 2, 2, 'D'],
    ['falls after `fall` failures in a row', '+---', 2, 3, 'UuuD'],
    ['a success in between wipes the failures out', '+--+--+---', 2, 3, 'UuuUuuUuuD'],
    ['rises after `rise` successes in a row', '-+++', 3, 2, 'DddU'],
    ['a failure in between wipes the successes out', '-++-+++', 3, 2, 'DddDddU'],
    ['needs the full number again after each change', '+--++--', 2, 2, 'UuDdUuD'],
    ['changes at once when both are 1', '+-+-', 1, 1, 'UDUD'],
    ['is not in transition for good when steady', '+++++', 2, 2, 'UUUUU'],
    ['stays down without transition', '-----', 2, 2, 'DDDDD'],
    ['falls slowly, rises at once', '+--+', 1, 2, 'UuDU'],
  ])('%s', (_, results, rise, fall, states) => {
    expect(run(results, rise, fall)).toBe(states);
  });

  it.each([
    ['one that begins up leaves after `fall` failures', 'up', '--+---', 2, 3, 'uuUuuD'],
    ['one that begins down comes after `rise` successes', 'down', '-++-+++', 3, 2, 'DddDddU'],
  ] as const)('%s', (_, state, results, rise, fall, states) => {
    expect(run(results, rise, fall, judgementOf(state, { rise, fall }))).toBe(states);
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
