// What a plan does to checks of several parts: probes of their own that fail, and pools that are parts of them.
import { afterAll, expect, test } from 'vitest';
import { stateFromFiles } from '../../src/cli/state-from-files.js';
import { whatIf } from '../../src/operate/what-if.js';
import { atOnce } from '../../src/time/turns.js';
import type { WhatIfRequest } from '../../src/view/what-if.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

folder.write(
  'app.example.yaml',
  `zone: app.example
pools:
  web:
    probe: { all: [{ http: /, port: 8080 }, { tcp: 9000 }, { pool: "db.app.example A" }] }
    members: [192.0.2.1, 192.0.2.2]
  db:
    probe: { tcp: 5432 }
    members: [198.51.100.1, 198.51.100.2]
  off:
    probe: { not: { pool: "web.app.example A" } }
    members: [203.0.113.1, 203.0.113.2]
  see:
    probe: { all: [{ tcp: 5432 }, { tcp: 5433 }] }
    members: [198.51.100.1]
  bare:
    members: [203.0.113.8, 203.0.113.9]
`,
);
folder.write(
  'kept.example.yaml',
  `zone: kept.example
pools:
  "@":
    keep-at-least: 2
    probe: { tcp: 80 }
    members: [192.0.2.11, 192.0.2.12, 192.0.2.13]
`,
);
const state = stateFromFiles(undefined, [folder.at('app.example.yaml'), folder.at('kept.example.yaml')])!;

/** The live members of each pool that is shown. */
function live(plan: WhatIfRequest): Record<string, number> {
  return Object.fromEntries(
    atOnce(whatIf(state, plan)).pools.map(({ pool, live: count }) => [pool.split('.')[0], count]),
  );
}

test.each<[string, WhatIfRequest, Record<string, number>]>([
  ['one part of one member', { down: ['192.0.2.1:9000'] }, { web: 1 }],
  ['two parts of one member', { down: ['192.0.2.1:9000', '192.0.2.1:8080'] }, { web: 1 }],
  ['a part of each', { down: ['192.0.2.1:9000', '192.0.2.2:8080'] }, { web: 0 }],
  ['a pool that is a part keeps a member', { down: ['198.51.100.1'] }, { db: 1 }],
  ['a pool that is a part has none', { down: ['198.51.100.1', '198.51.100.2'] }, { db: 0, web: 0 }],
  ['a member that is up by itself', { down: ['198.51.100.0/24'], up: ['192.0.2.1'] }, { db: 0, web: 1 }],
])('%s', (_, plan, expected) => {
  expect(live(plan)).toMatchObject(expected);
});

test('the parts of a check are shown as imagined', () => {
  const parts = (plan: WhatIfRequest) =>
    atOnce(whatIf(state, plan))
      .pools.find(({ pool }) => pool === 'web.app.example A')!
      .members[0].check!.map(({ text }) => text.replace('not known yet', 'up'));
  expect(parts({ down: ['192.0.2.1:9000'] })).toEqual([
    'all of 3: down',
    expect.stringMatching(/^http \/ on 8080: up$/),
    'tcp on 9000: down',
    'pool db.app.example A: up',
  ]);
  expect(parts({ down: ['198.51.100.0/24'] }).at(-1)).toMatch(/^pool db\.app\.example A: down/);
});

test('what is a member and a part of checks, too, is both', () => {
  expect(live({ down: ['198.51.100.1:5432'] })).toEqual({ db: 1, see: 0 });
  expect(live({ down: ['198.51.100.1:5432'], pool: 'db.app.example' })).toEqual({ db: 1 });
});

test('a member without a probe is said to have none', () => {
  const [{ members }] = atOnce(whatIf(state, { drain: ['203.0.113.8'] })).pools;
  expect(members.map(({ why }) => why)).toEqual(['drained; no probe', 'no probe']);
});

test('it says what is imagined, and refuses what cannot be', () => {
  expect(atOnce(whatIf(state, { down: ['192.0.2.1:9000'] })).changed).toEqual([
    '192.0.2.1:9000, a part of checks: down',
  ]);
  expect(() => atOnce(whatIf(state, { down: ['192.0.2.1:9000'], up: ['192.0.2.1:9000'] }))).toThrow(
    '192.0.2.1:9000 in a check cannot be both --down and --up',
  );
  expect(() => atOnce(whatIf(state, { down: ['192.0.2.1:9001'] }))).toThrow(
    'no pool has a member 192.0.2.1:9001',
  );
});

test.each<[WhatIfRequest, string | undefined]>([
  [{ drain: ['192.0.2.11'] }, undefined],
  [
    { drain: ['192.0.2.11'], maint: ['192.0.2.12'] },
    'kept.example A would have 1 of 3 live, and keeps at least 2',
  ],
  [
    { drain: ['192.0.2.11'], down: ['192.0.2.12'] },
    'kept.example A would have 1 of 3 live, and keeps at least 2',
  ],
  // Nobody orders a failure.
  [{ down: ['192.0.2.11', '192.0.2.12'] }, undefined],
])('it tells of keep-at-least: %j', (plan, refusal) => {
  expect(atOnce(whatIf(state, plan)).refusal).toBe(refusal);
});

test('another weight gives other shares, and as few live members as an order would leave is told of', () => {
  const shares = (weight: string[]) => {
    const { pools, changed, refusal } = atOnce(whatIf(state, { weight }));
    return [
      changed,
      refusal,
      pools.map(({ members }) => members.map(({ share }) => Math.round(share * 100))),
    ];
  };
  expect(shares(['203.0.113.8=3'])).toEqual([
    ['203.0.113.8 in bare.app.example A: weight 3'],
    undefined,
    [[75, 25]],
  ]);
  const lack = 'kept.example A would have 1 of 3 live, and keeps at least 2';
  expect(shares(['192.0.2.11 in kept.example A=0', '192.0.2.12=0'])[1]).toBe(lack);
  expect(() => shares(['203.0.113.8=257'])).toThrow('203.0.113.8=257: a weight is from 0 to 256');
});
