// The stages of a verdict: each takes what was said so far and gives its own word; their order decides whose word counts.
import { describe, expect, it } from 'vitest';
import { judgementOf, UNJUDGED } from '../../src/health/verdict/judge.js';
import {
  ENDPOINT_STAGES,
  type EndpointPieces,
  MEMBER_STAGES,
  type MemberPieces,
} from '../../src/health/verdict/pipeline.js';
import { HOLD } from '../../src/health/verdict/suspicion.js';
import { through, type Verdict } from '../../src/health/verdict/verdict.js';
import { resultToText, toResult } from '../../src/probe/result.js';

const thresholds = { rise: 2, fall: 2 };
const up = judgementOf('up', thresholds);
const down = judgementOf('down', thresholds);
const lastFailure = toResult({ code: 'L4CON', text: 'connection refused' }, 1);
const wrong = toResult({ code: 'L7STS', status: 503 }, 1);
const hold = { spec: { changes: 6, withinMs: 300_000, holdMs: 60_000, mostMs: 1_800_000 }, holdMs: 60_000 };
const first: Verdict = Object.freeze({ state: 'unknown', sinceMs: 7, wasUp: true, passes: false });

/** The state, why, and whether probes are good all the same. */
function endpoint(pieces: Partial<EndpointPieces>): string {
  const nothing = { judgement: UNJUDGED, inherited: 'unknown', rise: 2, held: HOLD.NONE } as const;
  const { state, cause, passes, answers } = through(ENDPOINT_STAGES, first, { ...nothing, ...pieces });
  return [
    state,
    cause === undefined ? '' : resultToText(cause),
    passes === true ? 'passes' : '',
    answers === true ? 'answers' : '',
  ]
    .filter(Boolean)
    .join(', ');
}

const FLAP = 'FLAP over 6 changes in 5m, held down for 1m';
const TRACK = 'TRACK db A has no live member';
const INI = 'INI not up yet, 2 good probes in a row bring it in';

describe('the verdict on an endpoint', () => {
  it.each<[string, Partial<EndpointPieces>, string]>([
    ['nothing is known', {}, 'unknown'],
    ['results say up', { judgement: up, inherited: 'down', lastFailure }, 'up'],
    ['results say down', { judgement: down, inherited: 'up', lastFailure }, 'down, L4CON connection refused'],
    ['it was down before', { inherited: 'down', lastFailure }, 'down, L4CON connection refused'],
    ['it begins down', { judgement: down }, `down, ${INI}, answers`],
    ['what it answers is wrong', { judgement: down, lastFailure: wrong }, 'down, L7STS 503, answers'],
    [
      'it comes and goes, and answers wrongly',
      { judgement: down, hold, lastFailure: wrong },
      `down, ${FLAP}, answers`,
    ],
    ['it was up before', { inherited: 'up' }, 'up'],
    ['all fail at once', { inherited: 'down', held: HOLD.BEGUN, lastFailure }, 'up'],
    ['that is ending', { held: HOLD.ENDING }, 'up'],
    ['it comes and goes', { judgement: up, hold }, `down, ${FLAP}, passes`],
    ['it comes and goes, and is gone', { judgement: down, hold, lastFailure }, `down, ${FLAP}`],
    ['the pool that it follows is down', { judgement: up, followedDown: 'db A' }, `down, ${TRACK}, passes`],
    ['that, and nothing else is known', { followedDown: 'db A' }, `down, ${TRACK}`],
    [
      'that, and it fails itself',
      { judgement: down, followedDown: 'db A', lastFailure },
      'down, L4CON connection refused',
    ],
    ['that, and it comes and goes', { judgement: up, hold, followedDown: 'db A' }, `down, ${FLAP}, passes`],
    ['that, while all fail at once', { held: HOLD.BEGUN, followedDown: 'db A' }, `down, ${TRACK}, passes`],
  ])('when %s', (_, pieces, expected) => {
    expect(endpoint(pieces)).toBe(expected);
    expect(endpoint(pieces)).toBe(expected);
  });
});

describe('the verdict on a member', () => {
  const member = (pieces: MemberPieces) => through(MEMBER_STAGES, first, pieces);

  it.each<[string, MemberPieces, Verdict['out']]>([
    ['nobody says anything', {}, undefined],
    ['it says so', { statement: { state: 'drain' } }, { state: 'drain', by: 'member' }],
    [
      'an operator says otherwise',
      { statement: { state: 'drain' }, override: { state: 'maint', reason: 'disk' } },
      { state: 'maint', by: 'operator', reason: 'disk' },
    ],
    [
      'an operator has only given it a weight',
      { statement: { state: 'drain' }, override: { state: 'ready' } },
      { state: 'drain', by: 'member' },
    ],
  ])('when %s', (_, pieces, out) => {
    expect(member(pieces)).toEqual(out === undefined ? first : { ...first, out });
  });
});
