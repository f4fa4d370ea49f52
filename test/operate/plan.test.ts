// Planned maintenance: what is to happen when, what becomes of it, and what survives a restart.
import { afterAll, describe, expect, test } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { cancelMaintenance, listMaintenance, planMaintenance } from '../../src/operate/maintenance.js';
import { Operator } from '../../src/operate/operator.js';
import { MAX_PLANS, type Plan, phaseOf, planWork } from '../../src/operate/plan.js';
import { rfc3339 } from '../../src/time/rfc3339.js';
import { atOnce } from '../../src/time/turns.js';
import type { PlanOrder } from '../../src/view/plan.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';
import type { Member } from '../../src/zone/pool.js';
import { answer, engineOn, poolOf } from '../health/engine-world.js';
import type { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const MINUTE = 60_000;
const plan = (more: Partial<Plan> = {}): Plan => ({
  ...{ id: 1, state: 'maint', members: ['all'], fromMs: 100, untilMs: 200 },
  ...more,
});

describe('a pure function of the plans and the time', () => {
  test.each([
    [99, {}, 'waiting'],
    [100, {}, 'due'],
    [199, {}, 'due'],
    [200, {}, 'missed'],
    [99, { outcome: 'begun' }, 'running'],
    [199, { outcome: 'begun' }, 'running'],
    [200, { outcome: 'begun' }, 'over'],
    [150, { outcome: 'refused' }, 'refused'],
    [200, { outcome: 'refused' }, 'over'],
  ] as const)('at %i, %j: %s', (nowMs, more, phase) => {
    expect(phaseOf(plan(more), nowMs)).toBe(phase);
  });

  test('says what begins, what is forgotten, and when to look again', () => {
    const plans = [
      plan({ id: 1, fromMs: 140, untilMs: 190 }),
      plan({ id: 2, fromMs: 120 }),
      plan({ id: 3, fromMs: 160, untilMs: 300 }),
      plan({ id: 4, fromMs: 10, untilMs: 20 }),
      plan({ id: 5, fromMs: 10, untilMs: 155, outcome: 'begun' }),
      plan({ id: 6, fromMs: 10, untilMs: 20, outcome: 'begun' }),
    ];
    const ids = (some: readonly Plan[]) => some.map(({ id }) => id);
    const { begin, missed, kept, nextMs } = planWork(plans, 150);
    expect([ids(begin), ids(missed), ids(kept), nextMs]).toEqual([[2, 1], [4], [1, 2, 3, 5], 155]);
    expect(planWork([], 150)).toEqual({ begin: [], missed: [], kept: [] });
  });
});

const MEMBERS: readonly Member[] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address, index) => ({
  ...{ address, port: 80, weight: 1, tags: [`api-${index + 1}`] },
}));

/** Sets the system's clock. */
function setWall(clock: FakeClock, ms: number): void {
  clock.epochMs = ms - clock.now();
}

/** A server with one pool of three, that begins at a moment of the system's clock. */
async function begin(file?: string, startMs = 0, policy: Partial<LineupPolicy> = {}) {
  const overrides = new AdminOverrides();
  const { clock, engine } = engineOn({}, { overrides });
  setWall(clock, startMs);
  const told: string[] = [];
  const events = {
    directed: () => undefined,
    noState: () => undefined,
    expired: (over: readonly { address: string }[]) => told.push(`ready: ${over.map(each => each.address)}`),
    planned: (_: unknown, text: string) => told.push(text),
  };
  const operator = new Operator({ overrides, health: engine, events, clock });
  operator.resume(file);
  const pool = poolOf(MEMBERS, { pool: { order: 'fixed', members: MEMBERS, ...policy } });
  engine.apply([pool]);
  await clock.advance(2_000);
  operator.open();
  const at = (minutes: number) => rfc3339(startMs + minutes * MINUTE);
  const order = (from: number, until: number, more: Partial<PlanOrder> = {}) =>
    atOnce(
      planMaintenance(operator, {
        ...{
          members: ['api-1'],
          state: 'maint',
          from: at(from),
          until: at(until),
          reason: 'disk',
          by: 'alice',
        },
        ...more,
      }),
    );
  const given = () =>
    answer(pool)
      .addresses.map(address => address.slice(-1))
      .join('');
  return { clock, operator, order, given, told, overrides };
}

test('begins and ends by itself, with its reason', async () => {
  const { clock, order, given, operator, told } = await begin();
  expect(order(10, 20)).toMatchObject({
    plan: { id: 1, phase: 'waiting', from: '1970-01-01T00:10:00.000Z' },
    selects: ['192.0.2.1:80 in app.test A'],
    warnings: [],
  });
  await clock.advance(9 * MINUTE);
  expect(given()).toBe('123');
  await clock.advance(MINUTE);
  expect(given()).toBe('23');
  expect(listMaintenance(operator).plans).toMatchObject([{ id: 1, phase: 'running', reason: 'disk' }]);
  await clock.advance(10 * MINUTE);
  expect(given()).toBe('123');
  expect(listMaintenance(operator).plans).toEqual([]);
  expect(told).toEqual([
    'planned: plan 1, maint for 10m from 1970-01-01T00:10:00Z of api-1, by alice: disk',
    'ready: 192.0.2.1',
  ]);
});

test('is cancelled before, and while it runs', async () => {
  const { clock, order, given, operator } = await begin();
  order(10, 20);
  order(5, 30, { members: ['api-*'], pool: 'app.test', state: 'drain' });
  expect(atOnce(cancelMaintenance(operator, { id: 1 }))).toMatchObject({ plan: { id: 1 }, ready: [] });
  await clock.advance(12 * MINUTE);
  operator.carryOut({ members: ['api-2'], state: 'drain', reason: 'another' });
  expect(atOnce(cancelMaintenance(operator, { id: 2, by: 'bob' })).ready).toEqual([
    '192.0.2.1:80 in app.test A',
    '192.0.2.3:80 in app.test A',
  ]);
  // What somebody has ordered since stays.
  expect(given()).toBe('13');
  expect(() => atOnce(cancelMaintenance(operator, { id: 2 }))).toThrow(
    expect.objectContaining({ code: 'unknown_plan', hint: 'nothing is planned' }),
  );
});

test('survives a restart, and begins late when the server was down at its beginning', async () => {
  const file = folder.at('late.json');
  const first = await begin(file);
  first.order(10, 20);
  first.order(30, 40);
  expect((await begin(file, 5 * MINUTE)).given()).toBe('123');
  const late = await begin(file, 15 * MINUTE);
  expect(late.given()).toBe('23');
  const again = await begin(file, 16 * MINUTE);
  expect([again.given(), listMaintenance(again.operator).plans.map(({ phase }) => phase)]).toEqual([
    '23',
    ['running', 'waiting'],
  ]);
});

test('is over when the server was down at its end, and said to be missed when it was down for all of it', async () => {
  const file = folder.at('missed.json');
  const first = await begin(file);
  first.order(10, 20);
  first.order(30, 40, { members: ['api-2'] });
  await first.clock.advance(11 * MINUTE);
  expect(first.given()).toBe('23');
  const later = await begin(file, 50 * MINUTE);
  expect(later.given()).toBe('123');
  expect(later.told).toEqual([expect.stringMatching(/^not done: plan 2, .*; no server ran in that time$/)]);
  expect(listMaintenance((await begin(file, 51 * MINUTE)).operator).plans).toEqual([]);
  // Numbers of plans that are over may come again.
  expect(later.order(5, 9).plan.id).toBeGreaterThan(0);
});

test('looks at keep-at-least when it begins, and warns before', async () => {
  const policy = { keepAtLeast: { count: 2 } };
  const { clock, order, operator, given, told } = await begin(undefined, 0, policy);
  expect(order(10, 20, { members: ['all'] }).warnings).toEqual([
    'as things are now it could not begin: app.test A would have 0 of 3 live, and keeps at least 2',
  ]);
  order(11, 20, { members: ['all'], force: true });
  expect(order(1, 9, { members: ['api-1'] }).warnings).toEqual([]);
  operator.carryOut({ members: ['api-2'], state: 'drain' });
  await clock.advance(2 * MINUTE);
  expect(given()).toBe('13');
  expect(listMaintenance(operator).plans[0]).toMatchObject({
    phase: 'refused',
    why: expect.stringContaining('would have 1 of 3 live'),
  });
  await clock.advance(8 * MINUTE);
  expect(given()).toBe('13');
  await clock.advance(2 * MINUTE);
  // All are in maintenance by force: then they are handed out.
  expect(given()).toBe('123');
  expect(told.filter(text => text.startsWith('not done: '))).toHaveLength(2);
});

test('brings nobody back whom an operator has taken out for longer', async () => {
  const { clock, operator, order, given, overrides } = await begin();
  operator.carryOut({ members: ['api-1'], state: 'maint', reason: 'broken' });
  operator.carryOut({ members: ['api-2'], state: 'drain', forMs: 60 * MINUTE, reason: 'slow' });
  order(10, 20, { members: ['all'], pool: 'app.test A' });
  await clock.advance(11 * MINUTE);
  expect(overrides.all.map(({ state, reason, untilMs }) => [state, reason, untilMs === undefined])).toEqual([
    ['maint', 'broken', true],
    ['maint', 'disk', false],
    ['maint', 'disk', false],
  ]);
  await clock.advance(10 * MINUTE);
  expect(given()).toBe('3');
  await clock.advance(60 * MINUTE);
  expect(given()).toBe('23');
});

test('what was said before counts again when a plan is over or cancelled, also after a restart', async () => {
  const file = folder.at('under.json');
  const { clock, operator, order, overrides } = await begin(file);
  const said = (from = overrides) => from.all.map(({ state, reason }) => `${state} ${reason}`).sort();
  operator.carryOut({ members: ['api-1'], state: 'maint', forMs: 30 * MINUTE, reason: 'broken' });
  operator.carryOut({ members: ['api-2'], state: 'drain', forMs: 60 * MINUTE, reason: 'slow' });
  order(10, 20, { members: ['api-2'], reason: 'short' });
  order(11, 40, { members: ['api-1'], reason: 'long' });
  order(12, 50, { members: ['api-1'], reason: 'longer' });
  await clock.advance(13 * MINUTE);
  expect(said()).toEqual(['maint longer', 'maint short']);
  expect(atOnce(cancelMaintenance(operator, { id: 2 })).ready).toEqual([]);
  expect(said()).toEqual(['maint longer', 'maint short']);
  const again = await begin(file, 14 * MINUTE);
  expect(said(again.overrides)).toEqual(['maint longer', 'maint short']);
  expect(atOnce(cancelMaintenance(again.operator, { id: 3 })).ready).toEqual([]);
  await again.clock.advance(7 * MINUTE);
  expect(said(again.overrides)).toEqual(['drain slow', 'maint broken']);
  await again.clock.advance(40 * MINUTE);
  expect(said(again.overrides)).toEqual([]);
  expect(again.told).toEqual([
    expect.stringMatching(/^cancelled: plan 3/),
    'ready: 192.0.2.1',
    'ready: 192.0.2.2',
  ]);
});

test("goes by the system's clock, also when that is set", async () => {
  const { clock, order, given } = await begin();
  order(60, 120);
  setWall(clock, 70 * MINUTE);
  await clock.advance(MINUTE);
  expect(given()).toBe('23');
  setWall(clock, 0);
  await clock.advance(MINUTE);
  expect(given()).toBe('23');
});

test.each<[Partial<PlanOrder>, RegExp]>([
  [{ members: ['api-9'] }, /^no pool has a member api-9$/],
  [{ members: ['192.0.2.300/33'] }, /is no member$/],
  [{ until: '1970-01-01T00:00:00Z' }, /^1970-01-01T00:00:00Z is over$/],
  [{ from: '1970-01-01T00:30:00Z', until: '1970-01-01T00:30:00.500Z' }, /is less than a second$/],
  [{ from: '1970-01-01T00:30:00Z', until: '1970-01-01T00:20:00Z' }, /is less than a second$/],
  [{ from: '1972-01-01T00:00:00Z', until: '1972-01-01T01:00:00Z' }, /^a plan begins within 366 days/],
  [{ until: '1972-01-01T01:00:00Z' }, /lasts 366 days at most$/],
])('cannot be planned: %j', async (more, message) => {
  const { order, operator } = await begin();
  expect(() => order(10, 20, more)).toThrow(message);
  expect(listMaintenance(operator).plans).toEqual([]);
});

test('there are only so many', async () => {
  const { order, operator } = await begin();
  for (let count = 0; count < MAX_PLANS; count++) order(10, 20);
  expect(() => order(10, 20)).toThrow(expect.objectContaining({ code: 'limit_reached' }));
  atOnce(cancelMaintenance(operator, { id: 7 }));
  expect(order(10, 20).plan.id).toBe(MAX_PLANS + 1);
});
