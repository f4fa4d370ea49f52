// The lineup of a pool: who is handed out, in which turns, and what the answer says about the rest.
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/health/candidate.js';
import type { Selection } from '../../src/health/selection.js';
import type { OutOfService, State } from '../../src/health/verdict/verdict.js';
import { LINEUP_ACTION, MAX_EXPLANATION } from '../../src/image/lineup.js';
import { type Finding, toResult } from '../../src/probe/result.js';
import type { LineupPolicy, Order } from '../../src/zone/lineup-policy.js';
import { lineupOf as lineupOfPolicy } from './lineup-of.js';

const refused: Finding = { code: 'L4CON', text: 'connection refused' };
const unavailable: Finding = { code: 'L7STS', status: 503 };

function candidate(number: number, state: State, failure?: Finding, weight = 1): Candidate {
  const cause = failure === undefined ? undefined : toResult(failure, 1);
  return {
    name: `127.0.0.${number}:${8080 + number}`,
    weight,
    state,
    cause,
    sinceMs: 0,
    wasUp: state === 'up',
  };
}

const lineupOf = (candidates: readonly Candidate[], order: Order) =>
  lineupOfPolicy(candidates, { order }, { detectionMs: 0 });

describe('the lineup', () => {
  it('holds every member and no explanation while all are up', () => {
    const lineup = lineupOf([candidate(1, 'up'), candidate(2, 'up')], 'cyclic');
    expect(lineup).toEqual({ action: LINEUP_ACTION.ANSWER, live: [0, 1], wheel: [0, 1] });
  });

  it('counts members that were never probed as live', () => {
    const lineup = lineupOf([candidate(1, 'unknown'), candidate(2, 'up')], 'cyclic');
    expect(lineup.live).toEqual([0, 1]);
    expect(lineup.explanation).toBeUndefined();
  });

  it('leaves a dead member out and says why', () => {
    const lineup = lineupOf(
      [candidate(1, 'up'), candidate(2, 'down', refused), candidate(3, 'up')],
      'cyclic',
    );
    expect(lineup.live).toEqual([0, 2]);
    expect(lineup.wheel).toEqual([0, 1]);
    expect(lineup.explanation).toEqual({ code: 0, text: '127.0.0.2:8082 is out: L4CON connection refused' });
  });

  it('names several dead members in short', () => {
    const members = [candidate(1, 'up'), candidate(2, 'down', refused), candidate(3, 'down', unavailable)];
    expect(lineupOf(members, 'cyclic').explanation?.text).toBe(
      '2 of 3 out: 127.0.0.2:8082 L4CON, 127.0.0.3:8083 L7STS 503',
    );
  });

  it('fails open when all are down', () => {
    const lineup = lineupOf([candidate(1, 'down', refused), candidate(2, 'down', unavailable)], 'cyclic');
    expect(lineup).toEqual({
      action: LINEUP_ACTION.ANSWER,
      live: [0, 1],
      wheel: [0, 1],
      explanation: {
        code: 0,
        text: 'all 2 members fail their probes, handing out all of them (fail open): 127.0.0.1:8081 L4CON, 127.0.0.2:8082 L7STS 503',
      },
    });
  });

  it('fails open to those that are alive rather than to those that are not', () => {
    const wrong = { ...candidate(2, 'down', { code: 'L7RSP', text: 'not a replica' }), answers: true };
    const lineup = lineupOf([candidate(1, 'down', refused), wrong, candidate(3, 'down', refused)], 'cyclic');
    expect(lineup.live).toEqual([1]);
    expect(lineup.explanation?.text).toBe(
      'all 3 members fail their probes, handing out those that do answer (fail open): 127.0.0.1:8081 L4CON, 127.0.0.2:8082 L7RSP, 127.0.0.3:8083 L4CON',
    );
  });

  it('hands out a dead member that is alone', () => {
    const lineup = lineupOf([candidate(1, 'down', refused)], 'cyclic');
    expect(lineup.live).toEqual([0]);
    expect(lineup.explanation?.text).toBe(
      'the only member fails its probe, handing it out all the same (fail open): 127.0.0.1:8081 L4CON',
    );
  });

  it('keeps long explanations within their bound and says how many it left out', () => {
    const members = Array.from({ length: 40 }, (_, index) =>
      candidate(index + 1, index === 0 ? 'up' : 'down', refused),
    );
    const text = lineupOf(members, 'cyclic').explanation?.text ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_EXPLANATION);
    const named = text.match(/L4CON/g)?.length ?? 0;
    expect(text).toMatch(/^39 of 40 out: 127\.0\.0\.2:8082 L4CON, /);
    expect(text).toMatch(new RegExp(`, and ${39 - named} more$`));
  });

  it('turns by weight among the live members only', () => {
    const members = [candidate(1, 'up', undefined, 2), candidate(2, 'down', refused, 9), candidate(3, 'up')];
    const lineup = lineupOf(members, 'weighted');
    expect(lineup.live).toEqual([0, 2]);
    expect(lineup.wheel).toEqual([0, 1, 0]);
  });

  it('keeps the file order when fixed', () => {
    const lineup = lineupOf([candidate(1, 'down', refused), candidate(2, 'up'), candidate(3, 'up')], 'fixed');
    expect(lineup.live).toEqual([1, 2]);
    expect(lineup.wheel).toEqual([0]);
  });
});

describe('a member of weight 0', () => {
  const idle = (state: State, failure?: Finding) => candidate(2, state, failure, 0);

  it('is not handed out beside members that weigh something, and not missed', () => {
    expect(lineupOf([candidate(1, 'up'), idle('up')], 'weighted').live).toEqual([0]);
    expect(lineupOf([candidate(1, 'up'), idle('down', refused)], 'weighted').explanation).toBeUndefined();
  });

  it('stands in when none of them is live', () => {
    const lineup = lineupOf([candidate(1, 'down', refused), idle('up')], 'weighted');
    expect(lineup.live).toEqual([1]);
    expect(lineup.wheel).toEqual([0]);
    expect(lineup.explanation?.text).toBe('127.0.0.1:8081 is out: L4CON connection refused');
  });

  it('is handed out like any other when all weigh 0', () => {
    const members = [candidate(1, 'up', undefined, 0), idle('up'), candidate(3, 'down', refused, 0)];
    const lineup = lineupOf(members, 'weighted');
    expect(lineup.live).toEqual([0, 1]);
    expect(lineup.wheel).toEqual([0, 1]);
    expect(lineup.explanation?.text).toBe('127.0.0.3:8083 is out: L4CON connection refused');
  });
});

describe('members that an operator keeps out of service', () => {
  const out = (number: number, kept: OutOfService['state'], state: State = 'up'): Candidate => ({
    ...candidate(number, state, state === 'down' ? refused : undefined),
    out: { state: kept, by: 'operator' },
  });

  it('are not in the lineup, which says so', () => {
    const lineup = lineupOf([candidate(1, 'up'), out(2, 'maint'), out(3, 'drain')], 'cyclic');
    expect(lineup.live).toEqual([0]);
    expect(lineup.explanation?.text).toBe('2 of 3 out: 127.0.0.2:8082 maint, 127.0.0.3:8083 drain');
    expect(lineupOf([candidate(1, 'up'), out(2, 'maint')], 'cyclic').explanation?.text).toBe(
      '127.0.0.2:8082 is out: in maintenance',
    );
  });

  it('are handed out when drained and no other is live', () => {
    const lineup = lineupOf([candidate(1, 'down', refused), out(2, 'drain'), out(3, 'maint')], 'cyclic');
    expect(lineup.live).toEqual([1]);
    expect(lineup.explanation?.text).toBe(
      'on drained members, 2 of 3 out: 127.0.0.1:8081 L4CON, 127.0.0.3:8083 maint',
    );
  });

  it('are not handed out in maintenance even when all others are down', () => {
    const lineup = lineupOf([candidate(1, 'down', refused), out(2, 'maint')], 'cyclic');
    expect(lineup.live).toEqual([0]);
    expect(lineup.explanation?.text).toBe(
      'none of 2 members is live and in service, handing out 1 of them (fail open): 127.0.0.1:8081 L4CON, 127.0.0.2:8082 maint',
    );
  });

  it('are handed out when all members are in maintenance, for an answer without any is worse', () => {
    expect(lineupOf([out(1, 'maint'), out(2, 'maint', 'down')], 'cyclic').live).toEqual([0, 1]);
  });
});

describe('what an operator says of a member', () => {
  const until = '2026-11-21T11:45:41Z';
  const drained = (number: number, more: Partial<OutOfService>): Candidate => ({
    ...candidate(number, 'up'),
    out: { state: 'drain', by: 'operator', ...more },
  });
  const textOf = (...members: Candidate[]) =>
    lineupOf([candidate(1, 'up'), ...members], 'cyclic').explanation?.text;

  it('is told with its end and its reason', () => {
    expect(textOf(drained(2, { until, reason: 'new kernel' }))).toBe(
      `127.0.0.2:8082 is out: drained until ${until}: new kernel`,
    );
    expect(textOf(drained(2, { until }))).toBe(`127.0.0.2:8082 is out: drained until ${until}`);
    expect(textOf(drained(2, { reason: 'disk', state: 'maint' }))).toBe(
      '127.0.0.2:8082 is out: in maintenance: disk',
    );
    expect(textOf(drained(2, { by: 'member' }))).toBe('127.0.0.2:8082 is out: drained, as it says itself');
  });

  it('is told of several members where there is room for all of it, else in short', () => {
    expect(textOf(drained(2, { until, reason: 'disk' }), drained(3, { reason: 'new kernel' }))).toBe(
      `2 of 3 out: 127.0.0.2:8082 drain (until ${until}: disk), 127.0.0.3:8083 drain (new kernel)`,
    );
    const long = drained(2, { reason: 'x'.repeat(200) });
    expect(textOf(long, candidate(3, 'down', refused))).toBe(
      '2 of 3 out: 127.0.0.2:8082 drain, 127.0.0.3:8083 L4CON',
    );
  });

  it.each(['x', 'ß', '日', '🦊'])('is cut at a character when it is too long: %s', character => {
    const text = textOf(drained(2, { until, reason: character.repeat(200) })) ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_EXPLANATION);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MAX_EXPLANATION - 8);
    expect(text).toMatch(new RegExp(`: ${character}+…$`, 'u'));
  });
});

describe('a pool without members', () => {
  const withNone = (policy: LineupPolicy, other?: Selection) =>
    lineupOfPolicy([], policy, { detectionMs: 0, ...(other === undefined ? {} : { other }) });

  it('answers as its fallback says', () => {
    expect(withNone({ order: 'cyclic' })).toMatchObject({ action: LINEUP_ACTION.NODATA, live: [] });
    expect(withNone({ order: 'weighted', fallback: 'last-good' })).toMatchObject({
      action: LINEUP_ACTION.NODATA,
    });
    expect(withNone({ order: 'cyclic', fallback: 'servfail' })).toMatchObject({
      action: LINEUP_ACTION.SERVFAIL,
      explanation: { text: 'no members (fallback: servfail)' },
    });
    expect(withNone({ order: 'weighted', substitutes: [0, 1] })).toMatchObject({
      action: LINEUP_ACTION.ANSWER,
      live: [0, 1],
      explanation: { text: 'no members, handing out the fallback addresses' },
    });
  });

  it('uses the other pool that it names', () => {
    const found = { name: 'spare.example A', records: [3, 4] };
    const other = { action: LINEUP_ACTION.ANSWER, records: [1], weights: [1], isLive: true, isEnough: true };
    const policy = { order: 'cyclic', fallbackPool: { found } } as unknown as LineupPolicy;
    expect(withNone(policy, other)).toMatchObject({
      live: [4],
      explanation: { text: 'no members, using pool spare.example A' },
    });
  });
});
