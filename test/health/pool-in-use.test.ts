// Which other pool a pool uses: in events, in the log and in metrics, whether or not it has live members itself.
import { expect, it } from 'vitest';
import { poolSamples } from '../../src/app/backend-samples.js';
import { AdminOverrides } from '../../src/health/admin-override.js';
import type { PoolEvent } from '../../src/health/events.js';
import { EventRing } from '../../src/observe/event-ring.js';
import { poolText } from '../../src/observe/pool-metrics.js';
import { EventLog } from '../../src/operate/event-log.js';
import type { Finding } from '../../src/probe/result.js';
import type { Pool } from '../../src/zone/pool.js';
import { FakeClock } from '../support/fake-clock.js';
import { a, b, c, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

const fast = specOf({ fall: 1, rise: 1 });
const place = { file: 'app.yaml', line: 1, column: 1 };

/** A pool that falls back to another one, whose only record stands behind its own. */
function fallingBack(name: string, members: Pool['members'], to: string, more: Partial<Pool> = {}) {
  const found = { name: to, recordsDigest: to, records: [members.length], weights: [1], source: '' };
  const pool: Pool = {
    order: 'cyclic',
    members,
    recordsDigest: name,
    fallbackPool: { text: to, place, found },
    ...more,
  };
  return poolOf(members, { name, spec: fast, pool });
}

function lastOf(name: string, members: Pool['members']) {
  return poolOf(members, { name, spec: fast, pool: { order: 'cyclic', members, recordsDigest: name } });
}

/** The lines of the ring of events. */
function told(events: readonly PoolEvent[]) {
  const ring = new EventRing();
  const log = new Proxy({}, { get: () => () => {} });
  const eventLog = new EventLog(log as never, ring, new FakeClock());
  for (const event of events) eventLog.pool(event);
  return ring.all.map(({ text, isBad, using }) => [text, isBad, using]);
}

it('says which pool of a chain is used, and when that is another one', async () => {
  const world: Record<string, Finding> = { '127.0.0.1:8081': refused };
  const { clock, engine, poolEvents } = engineOn(world);
  const first = fallingBack('first.test A', [a], 'second.test A');
  const second = fallingBack('second.test A', [b], 'third.test A');
  engine.apply([first, second, lastOf('third.test A', [c])]);
  const using = () => engine.watches.map(watch => watch.using);
  await clock.advance(500);
  expect(using()).toEqual(['second.test A', undefined, undefined]);
  world['127.0.0.2:8082'] = refused;
  await clock.advance(3_000);
  expect(using()).toEqual(['third.test A', 'third.test A', undefined]);
  expect(engine.snapshot().map(each => each.using)).toEqual(using());
  delete world['127.0.0.1:8081'];
  await clock.advance(3_000);
  expect(using()).toEqual([undefined, 'third.test A', undefined]);
  const only = 'the only member fails its probe, using pool';
  expect(told(poolEvents)).toEqual([
    [
      `pool first.test A has no live member: ${only} second.test A: 127.0.0.1:8081 L4CON`,
      true,
      'second.test A',
    ],
    [
      `pool second.test A has no live member: ${only} third.test A: 127.0.0.2:8082 L4CON`,
      true,
      'third.test A',
    ],
    [
      `pool first.test A uses pool third.test A: ${only} third.test A: 127.0.0.1:8081 L4CON`,
      true,
      'third.test A',
    ],
    ['pool first.test A has a live member again', false, undefined],
  ]);
});

it('says so of a pool that has live members, but too few', async () => {
  const world: Record<string, Finding> = {};
  const { clock, engine, poolEvents } = engineOn(world);
  const few = fallingBack('few.test A', [a, b], 'spare.test A', { backupsBelow: { count: 2 } });
  engine.apply([few, lastOf('spare.test A', [c])]);
  await clock.advance(500);
  expect(poolEvents).toEqual([]);
  world['127.0.0.1:8081'] = refused;
  await clock.advance(3_000);
  delete world['127.0.0.1:8081'];
  await clock.advance(3_000);
  expect(told(poolEvents)).toEqual([
    [
      'pool few.test A uses pool spare.test A: 1 of 2 live, below 2, using pool spare.test A: 127.0.0.1:8081 L4CON',
      true,
      'spare.test A',
    ],
    ['pool few.test A uses its own members again', false, undefined],
  ]);
});

it('has metrics for each pool: its members, its state, and the other pool that it uses', async () => {
  const world: Record<string, Finding> = {};
  const { clock, engine } = engineOn(world);
  const few = fallingBack('few.test A', [a], 'spare.test A');
  const shut: Pool = { order: 'cyclic', members: [b], recordsDigest: '', fallback: 'servfail' };
  const open = { name: 'open.test A', spec: fast, pool: { ...shut, fallback: 'all' } } as const;
  engine.apply([
    ...[few, lastOf('spare.test A', [c]), lastOf('some.test A', [b, c])],
    ...[poolOf([b], { name: 'shut.test A', spec: fast, pool: shut }), poolOf([b], open)],
  ]);
  /** The lines of all families that end with a label and a value. */
  const shown = async () => {
    const parts = await poolText(poolSamples(engine.watches));
    return parts
      .join('')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('# HELP'));
  };
  await clock.advance(500);
  expect(await shown()).toEqual([
    '# TYPE rondo_pool_members gauge',
    'rondo_pool_members{pool="few.test A"} 1',
    'rondo_pool_members{pool="spare.test A"} 1',
    'rondo_pool_members{pool="some.test A"} 2',
    'rondo_pool_members{pool="shut.test A"} 1',
    'rondo_pool_members{pool="open.test A"} 1',
    '# TYPE rondo_pool_live_members gauge',
    'rondo_pool_live_members{pool="few.test A"} 1',
    'rondo_pool_live_members{pool="spare.test A"} 1',
    'rondo_pool_live_members{pool="some.test A"} 2',
    'rondo_pool_live_members{pool="shut.test A"} 1',
    'rondo_pool_live_members{pool="open.test A"} 1',
    '# TYPE rondo_pool_state gauge',
    'rondo_pool_state{pool="few.test A",state="whole"} 1',
    'rondo_pool_state{pool="spare.test A",state="whole"} 1',
    'rondo_pool_state{pool="some.test A",state="whole"} 1',
    'rondo_pool_state{pool="shut.test A",state="whole"} 1',
    'rondo_pool_state{pool="open.test A",state="whole"} 1',
    '# TYPE rondo_pool_using gauge',
  ]);
  world['127.0.0.1:8081'] = refused;
  world['127.0.0.2:8082'] = refused;
  await clock.advance(3_000);
  expect((await shown()).filter(line => / 0$|state=|using=/.test(line))).toEqual([
    'rondo_pool_live_members{pool="few.test A"} 0',
    'rondo_pool_live_members{pool="shut.test A"} 0',
    'rondo_pool_live_members{pool="open.test A"} 0',
    'rondo_pool_state{pool="few.test A",state="fallback"} 1',
    'rondo_pool_state{pool="spare.test A",state="whole"} 1',
    'rondo_pool_state{pool="some.test A",state="degraded"} 1',
    'rondo_pool_state{pool="shut.test A",state="empty"} 1',
    'rondo_pool_state{pool="open.test A",state="fallback"} 1',
    'rondo_pool_using{pool="few.test A",using="spare.test A"} 1',
    'rondo_pool_using{pool="shut.test A",using="nothing"} 1',
    'rondo_pool_using{pool="open.test A",using="down"} 1',
  ]);
});

/** The events of a pool on a clock, while its backends answer as each step says. */
async function eventsOf(pool: ReturnType<typeof poolOf>, steps: readonly Record<string, Finding>[]) {
  const world: Record<string, Finding> = {};
  const { clock, engine, poolEvents } = engineOn(world);
  engine.apply([pool]);
  await clock.advance(500);
  for (const step of steps) {
    for (const name of Object.keys(world)) delete world[name];
    Object.assign(world, step);
    await clock.advance(3_000);
  }
  return { engine, told: told(poolEvents), instead: poolEvents.map(each => each.instead) };
}

const withPolicy = (members: Pool['members'], more: Partial<Pool> = {}) =>
  poolOf(members, { name: 'p.test A', spec: fast, pool: { order: 'cyclic', members, ...more } });

it('tells that backups are used while too few members are live, and counts as the Extended DNS Error does', async () => {
  const pool = withPolicy([a, b, { ...c, backup: 1 }], { backupsBelow: { count: 2 } });
  const { engine, ...rest } = await eventsOf(pool, [{ '127.0.0.1:8081': refused }, {}]);
  expect(rest).toEqual({
    told: [
      ['pool p.test A uses backups: 1 of 2 live, below 2, on backup: 127.0.0.1:8081 L4CON', true, undefined],
      ['pool p.test A uses no backups any more', false, undefined],
    ],
    instead: ['backups', undefined],
  });
  expect(engine.snapshot()[0]).toMatchObject({ live: 3, total: 3, reserve: { live: 1, total: 1 } });
});

it('tells that backups and members of weight 0 are used when no other is live', async () => {
  const backup = withPolicy([a, { ...b, backup: 1 }]);
  expect((await eventsOf(backup, [{ '127.0.0.1:8081': refused }])).told).toEqual([
    ['pool p.test A uses backups: on backup, 1 of 2 out: 127.0.0.1:8081 L4CON', true, undefined],
  ]);
  const standby = withPolicy([a, { ...b, weight: 0 }], { order: 'weighted' });
  expect((await eventsOf(standby, [{ '127.0.0.1:8081': refused }])).told).toEqual([
    [
      'pool p.test A uses members of weight 0: 127.0.0.1:8081 is out: L4CON connection refused',
      true,
      undefined,
    ],
  ]);
  const onlyBackups = withPolicy([{ ...a, backup: 1 }]);
  expect((await eventsOf(onlyBackups, [{}])).told).toEqual([]);
});

it('tells what is handed out when nobody is live, and what takes its place', async () => {
  const all = { '127.0.0.1:8081': refused };
  const insteadOf = async (more: Partial<Pool>) => (await eventsOf(withPolicy([a], more), [all])).instead;
  expect(await insteadOf({})).toEqual(['down']);
  expect(await insteadOf({ fallback: 'last-good' })).toEqual(['down']);
  expect(await insteadOf({ fallback: 'nxdomain' })).toEqual(['nothing']);
  expect(await insteadOf({ substitutes: [1] })).toEqual(['addresses']);
});

it('tells that only drained members are left', async () => {
  const overrides = new AdminOverrides();
  overrides.set({ pool: 'p.test A', address: a.address, state: 'drain', sinceMs: 0 });
  const world: Record<string, Finding> = {};
  const { clock, engine, poolEvents } = engineOn(world, { overrides });
  engine.apply([withPolicy([a, b])]);
  await clock.advance(500);
  world['127.0.0.2:8082'] = refused;
  await clock.advance(3_000);
  expect(poolEvents.map(({ instead }) => instead)).toEqual(['drained']);
  expect(told(poolEvents)[0][0]).toMatch(/^pool p\.test A uses drained members: on drained members/);
});

it('tells of a pool without members, and when it has some or is gone', async () => {
  const lack = { isKnown: false, why: 'list.json is not there' };
  const { clock, engine, poolEvents } = engineOn({});
  engine.apply([withPolicy([], { lack }), lastOf('other.test A', [c])]);
  expect(engine.snapshot()[0]).toMatchObject({ total: 0, instead: 'nothing' });
  engine.apply([withPolicy([a])]);
  await clock.advance(500);
  engine.apply([withPolicy([], { lack: { isKnown: true, why: 'the list has none' } })]);
  engine.apply([]);
  expect(told(poolEvents).map(([text]) => text)).toEqual([
    'pool p.test A has no members: list.json is not there',
    'pool p.test A has members now',
    'pool p.test A has no members: the list has none',
    'pool p.test A is not there any more',
  ]);
});
