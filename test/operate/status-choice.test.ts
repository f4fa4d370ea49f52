// What of ten thousand members a status shows: totals, what has to be looked at, what was asked for.
import { describe, expect, test } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import type { HealthEngine } from '../../src/health/engine.js';
import { poolView } from '../../src/operate/pool-view.js';
import { BRIEF_MEMBERS, chooseStatus, doubtful, whole } from '../../src/operate/status-choice.js';
import { isInTrouble } from '../../src/page/pool-table.js';
import type { Finding } from '../../src/probe/result.js';
import type { StatusRequest } from '../../src/view/status-request.js';
import { engineOn, poolOf, refused } from '../health/engine-world.js';

const POOLS = 20;
const MEMBERS = 10;
const addressOf = (pool: number, member: number) => `10.0.${pool}.${member}`;

/** Pools app0 to app19, and a member of each with a tag of its own. @param down by pool, how many are */
async function world(down: Record<number, number>, pools = POOLS) {
  const found: Record<string, Finding> = {};
  for (const [pool, count] of Object.entries(down))
    for (let member = 0; member < count; member++) found[`${addressOf(Number(pool), member)}:80`] = refused;
  const overrides = new AdminOverrides();
  const { clock, engine } = engineOn(found, { overrides });
  const watched = Array.from({ length: pools }, (_, pool) => {
    const members = Array.from({ length: MEMBERS }, (__, member) => ({
      ...{ address: addressOf(pool, member), port: 80, weight: 1 },
      ...(member === 3 ? { tags: [`tag${pool}`] } : {}),
    }));
    return poolOf(members, { name: `app${pool}.test A` });
  });
  engine.apply(watched);
  await clock.advance(3_000);
  const drain = (pool: number, member: number) => {
    const name = `app${pool}.test A`;
    overrides.set({ pool: name, address: addressOf(pool, member), state: 'drain', sinceMs: 0 });
    engine.refresh(new Set([name]));
  };
  return { clock, engine, drain, found, overrides };
}

async function choose(engine: HealthEngine, request: Partial<StatusRequest>) {
  const { totals, shown, leftOut } = await chooseStatus(engine.watches, { show: 'all', ...request });
  const rows = shown.map(({ watch, indices }) => `${watch.watched.name.split('.')[0]}: ${indices.join(' ')}`);
  return { totals, rows, leftOut };
}

describe('a brief status', () => {
  test('counts each member once, and shows those that are down or out of service', async () => {
    const { engine, drain } = await world({ 2: 1, 7: 3 });
    drain(2, 0);
    drain(9, 4);
    const { totals, rows, leftOut } = await choose(engine, { show: 'brief' });
    expect(totals).toEqual({
      ...{ pools: 20, whole: 17, onFallback: 0, memberless: 0, members: 200 },
      ...{ up: 195, down: 3, unknown: 0, drain: 2, maint: 0 },
    });
    expect(rows).toEqual(['app2: 0', 'app7: 0 1 2', 'app9: 4']);
    expect(leftOut).toEqual({ pools: 0, members: 0 });
  });

  test('shows pools without members, but not where members of a state are asked for', async () => {
    const { engine } = await world({ 2: 1 });
    const none = poolOf([], { name: 'none.test A' });
    engine.apply([...engine.watches.map(({ watched }) => watched), none]);
    const brief = await choose(engine, { show: 'brief' });
    expect(brief.totals).toMatchObject({ pools: 21, whole: 19, onFallback: 1, memberless: 1, members: 200 });
    expect(brief.rows).toEqual(['none: ', 'app2: 0']);
    expect((await choose(engine, { only: 'none.test' })).rows).toEqual(['none: ']);
    expect((await choose(engine, { state: 'down' })).rows).toEqual(['app2: 0']);
  });

  test('shows no more than a person looks at, pools without a live member first', async () => {
    const down = Object.fromEntries(Array.from({ length: POOLS }, (_, pool) => [pool, pool === 12 ? 10 : 4]));
    const { engine } = await world(down);
    const { rows, leftOut } = await choose(engine, { show: 'brief' });
    expect(rows.slice(0, 3)).toEqual(['app12: 0 1 2 3 4 5 6 7 8 9', 'app0: 0 1 2 3', 'app1: 0 1 2 3']);
    const shown = rows.join(' ').match(/ \d+/g)!.length;
    expect(shown).toBe(BRIEF_MEMBERS);
    expect(leftOut).toEqual({ pools: POOLS - rows.length, members: 19 * 4 + 10 - BRIEF_MEMBERS });
  });

  test('shows all of a small server', async () => {
    const { engine } = await world({}, 5);
    expect((await choose(engine, { show: 'brief' })).rows).toHaveLength(5);
  });
});

describe('what is asked for', () => {
  test.each([
    ['app7.test', ['app7: 0 1 2 3 4 5 6 7 8 9']],
    ['APP7.test. a', ['app7: 0 1 2 3 4 5 6 7 8 9']],
    ['app1*', expect.arrayContaining(['app1: 0 1 2 3 4 5 6 7 8 9', 'app19: 0 1 2 3 4 5 6 7 8 9'])],
    ['tag5', ['app5: 3']],
    ['10.0.3.0/30', ['app3: 0 1 2 3']],
    ['10.0.3.9:80', ['app3: 9']],
    ['tag1?', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map(pool => `app${pool}: 3`)],
    ['*.9.?:80', ['app9: 0 1 2 3 4 5 6 7 8 9']],
  ])('%s', async (only, expected) => {
    const { engine } = await world({});
    expect((await choose(engine, { only })).rows).toEqual(expected);
  });

  test('a state, in all pools or in some', async () => {
    const { engine, drain } = await world({ 2: 2, 7: 1 });
    drain(2, 0);
    drain(4, 1);
    expect((await choose(engine, { state: 'down' })).rows).toEqual(['app2: 0 1', 'app7: 0']);
    expect((await choose(engine, { state: 'drain' })).rows).toEqual(['app2: 0', 'app4: 1']);
    expect((await choose(engine, { state: 'down', only: 'app7*' })).rows).toEqual(['app7: 0']);
    expect((await choose(engine, { state: 'maint' })).rows).toEqual([]);
  });

  test.each([
    ['app7', 'did you mean app7.test A?'],
    ['app7 A', 'did you mean app7.test A?'],
    ['ap7.test', 'did you mean app7.test A?'],
    ['ap7', 'did you mean app7.test A?'],
    ['app7.tset.', 'did you mean app7.test A?'],
    ['app7.test AAAA', 'did you mean app7.test A?'],
    ['tagg12', 'did you mean tag12?'],
    ['10.0.3.99', undefined],
    ['nothing*', undefined],
  ])('%s is nothing here', async (only, hint) => {
    const { engine } = await world({});
    await expect(choose(engine, { only })).rejects.toMatchObject({ code: 'unknown_pool', hint });
  });
});

test('few members tell whether a pool is in trouble, as all of them do', async () => {
  const { clock, engine, drain, found, overrides } = await world({ 1: 1, 2: 10, 4: 1 }, 6);
  drain(3, 2);
  const forced = { pool: 'app4.test A', address: addressOf(4, 0), state: 'up', sinceMs: 0 } as const;
  overrides.set(forced);
  engine.refresh(new Set([forced.pool]));
  found[`${addressOf(5, 7)}:80`] = refused;
  const look = () =>
    engine.watches.map(watch => {
      const sources = { counts: { of: () => undefined }, nowMs: clock.now() };
      const few = doubtful(whole(watch));
      const views = [whole(watch), { watch, indices: few }].map(shown => poolView(shown, sources));
      return [views.map(isInTrouble), few];
    });
  const wanted = (few: readonly number[]) => [
    [[false, false], []],
    ...Array(3).fill([[true, true], []]),
    // One that is forced up counts as up.
    [[false, false], [0]],
    [[few.length > 0, few.length > 0], few],
  ];
  expect(look()).toEqual(wanted([]));
  // Its next probe fails, and the second failure has not come yet.
  while (!engine.watches[5].endpoints[7].inTransition) await clock.advance(50);
  expect(look()).toEqual(wanted([7]));
});
