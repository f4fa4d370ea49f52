// The engine: probe results in, lineups and events out, across reloads.
import { describe, expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { type EngineOptions, HealthEngine } from '../../src/health/engine.js';
import type { EndpointName, FlapEvent, PoolEvent, TransitionEvent } from '../../src/health/events.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { LineupReader } from '../../src/image/lineup-reader.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { type Finding, toResult } from '../../src/probe/result.js';
import type { ProbeSpec } from '../../src/probe/spec.js';
import type { Statement } from '../../src/probe/statement.js';
import { type Target, targetToText } from '../../src/probe/target.js';
import type { Member } from '../../src/zone/pool.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

const refused: Finding = { code: 'L4CON', text: 'connection refused' };
const ok: Finding = { code: 'L7OK', status: 200 };

const a: Member = { address: '127.0.0.1', port: 8081, weight: 1 };
const b: Member = { address: '127.0.0.2', port: 8082, weight: 1 };
const c: Member = { address: '127.0.0.3', port: 8083, weight: 1 };

function poolOf(members: readonly Member[], more: Partial<WatchedPool> = {}): WatchedPool {
  const table = new Int32Array(
    new SharedArrayBuffer(4 * slotWords({ members: members.length, wheel: members.length })),
  );
  const all = members.map((_, index) => index);
  initSlot(
    table,
    0,
    { members: members.length, wheel: members.length },
    { action: 0, live: all, wheel: all },
  );
  const pool = { order: 'cyclic' as const, members };
  return { name: 'app.test A', pool, spec: specOf(), defaultHost: 'app.test', table, slot: 0, ...more };
}

/** What an answer would hold: the members' addresses, and the explanation. */
function answer({ table, slot, pool }: WatchedPool): { addresses: string[]; text: string } {
  const reader = new LineupReader();
  reader.read(table, new Uint8Array(table.buffer), slot, 0);
  const addresses = [...reader.order.subarray(0, reader.count)].map(index => pool.members[index].address);
  const text = reader.edeCode < 0 ? '' : Buffer.from(reader.edeText.subarray(0, reader.edeLength)).toString();
  return { addresses, text };
}

/** An engine on a fake clock, whose endpoints answer as `world` says (L7OK when it says nothing). */
function engineOn(world: Record<string, Finding>, more: Partial<EngineOptions> = {}) {
  const clock = new FakeClock();
  const probed: { name: string; target: Target; spec: ProbeSpec; atMs: number }[] = [];
  const transitions: TransitionEvent[] = [];
  const poolEvents: PoolEvent[] = [];
  const checks: EndpointName[] = [];
  const engine = new HealthEngine({
    clock,
    random: () => 0,
    probe: (target, spec) => {
      const name = targetToText(target);
      probed.push({ name, target, spec, atMs: clock.now() });
      return Promise.resolve(toResult(world[name] ?? ok, 1));
    },
    onTransition: event => transitions.push(event),
    onPool: event => poolEvents.push(event),
    onCheck: endpoint => checks.push(endpoint),
    ...more,
  });
  return { clock, engine, probed, transitions, poolEvents, checks };
}

describe('the health engine', () => {
  it('takes a dead member out after `fall` failures and brings it back after `rise` successes', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine } = engineOn(world);
    const pool = poolOf([a, b]);
    engine.apply([pool]);
    await clock.advance(900);
    expect(answer(pool)).toEqual({ addresses: ['127.0.0.1', '127.0.0.2'], text: '' });

    world['127.0.0.2:8082'] = refused;
    await clock.advance(200);
    expect(answer(pool).addresses).toHaveLength(2);
    await clock.advance(100);
    expect(answer(pool)).toEqual({
      addresses: ['127.0.0.1'],
      text: '127.0.0.2:8082 is out: L4CON connection refused',
    });

    delete world['127.0.0.2:8082'];
    await clock.advance(1000);
    expect(answer(pool).addresses).toHaveLength(1);
    await clock.advance(200);
    expect(answer(pool)).toEqual({ addresses: ['127.0.0.1', '127.0.0.2'], text: '' });
  });

  it('probes a member that stays down at the pace for that, and one that comes back sooner', async () => {
    const world: Record<string, Finding> = { '127.0.0.1:8081': refused };
    const { clock, engine, probed } = engineOn(world);
    engine.apply([poolOf([a], { spec: specOf({ downIntervalMs: 5000 }) })]);
    await clock.advance(9000);
    delete world['127.0.0.1:8081'];
    await clock.advance(3000);
    expect(probed.map(({ atMs }) => atMs)).toEqual([0, 5000, 10_000, 10_200, 11_200]);
  });

  it('hands a member out for six failed attempts, and not after the seventh', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine, probed } = engineOn(world);
    // What nginx calls max_fails=7 fail_timeout=10s.
    const spec = specOf({ fall: 7, rise: 1, downIntervalMs: 10_000 });
    const backup = { ...b, backup: 1 };
    const pool = poolOf([a, backup], { spec });
    engine.apply([pool]);
    await clock.advance(500);
    probed.length = 0;
    world['127.0.0.1:8081'] = refused;
    const attempts = () => probed.filter(({ name }) => name === '127.0.0.1:8081').length;
    const answers: string[][] = [];
    while (attempts() < 7) {
      answers[attempts()] = answer(pool).addresses;
      await clock.advance(100);
    }
    expect(answers).toEqual(Array(7).fill(['127.0.0.1']));
    expect(answer(pool).addresses).toEqual(['127.0.0.2']);

    await clock.advance(9800);
    expect(attempts()).toBe(7);
    delete world['127.0.0.1:8081'];
    await clock.advance(200);
    expect(attempts()).toBe(8);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
  });

  it('tells of each transition once, after the lineup is written', async () => {
    const world: Record<string, Finding> = {};
    const pool = poolOf([a, b]);
    const seen: [TransitionEvent, string[]][] = [];
    const onTransition = (event: TransitionEvent) => seen.push([event, answer(pool).addresses]);
    const { clock, engine } = engineOn(world, { onTransition });
    engine.apply([pool]);
    await clock.advance(900);
    seen.length = 0;
    world['127.0.0.2:8082'] = refused;
    await clock.advance(5000);
    expect(seen).toHaveLength(1);
    const [event, addresses] = seen[0];
    expect(event).toMatchObject({
      endpoint: '127.0.0.2:8082',
      address: '127.0.0.2',
      port: 8082,
      pools: ['app.test A'],
      from: 'up',
      to: 'down',
      result: { code: 'L4CON', text: 'connection refused' },
      live: 1,
      total: 2,
    });
    expect(addresses).toEqual(['127.0.0.1']);
  });

  it('fails open when all are down, and says when that begins and ends', async () => {
    const world: Record<string, Finding> = { '127.0.0.1:8081': refused, '127.0.0.2:8082': refused };
    const { clock, engine, poolEvents } = engineOn(world);
    const pool = poolOf([a, b]);
    engine.apply([pool]);
    await clock.advance(3000);
    expect(answer(pool).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
    expect(poolEvents).toEqual([
      { pool: 'app.test A', onFallback: true, live: 0, total: 2, explanation: answer(pool).text },
    ]);
    expect(answer(pool).text).toMatch(
      /^all 2 members fail their probes, handing out all of them \(fail open\): /,
    );

    delete world['127.0.0.1:8081'];
    await clock.advance(3000);
    expect(poolEvents.slice(1)).toEqual([
      { pool: 'app.test A', onFallback: false, live: 1, total: 2, explanation: answer(pool).text },
    ]);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
  });

  it('tells clients the present reason of a member that stays down', async () => {
    const world: Record<string, Finding> = { '127.0.0.2:8082': refused };
    const { clock, engine, transitions } = engineOn(world);
    const pool = poolOf([a, b]);
    engine.apply([pool]);
    await clock.advance(500);
    world['127.0.0.2:8082'] = { code: 'L7STS', status: 503 };
    await clock.advance(1000);
    expect(answer(pool).text).toBe('127.0.0.2:8082 is out: L7STS 503');
    expect(transitions.filter(({ to }) => to === 'down')).toHaveLength(1);
  });

  it('keeps probing when a listener throws', async () => {
    const faults: unknown[] = [];
    const keep = (fault: unknown) => faults.push(fault);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', keep);
    try {
      const onTransition = () => {
        throw new Error('a fault in a listener');
      };
      const { clock, engine, probed } = engineOn({}, { onTransition });
      engine.apply([poolOf([a])]);
      await clock.advance(2500);
      expect(probed).toHaveLength(3);
      expect(faults).toHaveLength(1);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of others) process.on('unhandledRejection', listener);
    }
  });
});

describe('endpoints', () => {
  it('are probed once for all pools that probe them alike', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine, probed, transitions } = engineOn(world);
    const first = poolOf([a, b]);
    const headers = { one: '1', two: '2' };
    const second = poolOf([a], { name: 'other.test A', spec: specOf({ host: 'app.test', headers }) });
    const third = poolOf([a], {
      name: 'third.test A',
      spec: specOf({ host: 'app.test', headers: { two: '2', one: '1' } }),
    });
    engine.apply([first, second, third]);
    await clock.advance(500);
    expect(probed.map(({ name }) => name)).toEqual(['127.0.0.1:8081', '127.0.0.2:8082', '127.0.0.1:8081']);

    world['127.0.0.1:8081'] = refused;
    await clock.advance(1000);
    expect(transitions.filter(({ to }) => to === 'down').map(({ pools }) => pools)).toEqual([
      ['app.test A'],
      ['other.test A', 'third.test A'],
    ]);
    expect(answer(first).addresses).toEqual(['127.0.0.2']);
    expect(answer(third).text).toMatch(/fail open/);
  });

  it('are apart when another name is asked for, but not for tcp, which asks for none', async () => {
    const pools = (spec: ProbeSpec) => [
      poolOf([a], { spec }),
      poolOf([a], { name: 'other.test A', spec, defaultHost: 'other.test' }),
    ];
    const http = engineOn({});
    http.engine.apply(pools(specOf()));
    await http.clock.advance(1);
    expect(http.probed.map(({ target }) => target.host)).toEqual(['app.test', 'other.test']);
    const tcp = engineOn({});
    tcp.engine.apply(pools(specOf({ kind: 'tcp' })));
    await tcp.clock.advance(1);
    expect(tcp.probed).toHaveLength(1);
  });

  it('take the port of the member, else of the probe, else the usual one', async () => {
    const bare: Member = { address: '127.0.0.4', weight: 1 };
    const { clock, engine, probed } = engineOn({});
    engine.apply([
      poolOf([a], { name: '1', spec: specOf({ port: 9000 }) }),
      poolOf([bare], { name: '2', spec: specOf({ port: 9000 }) }),
      poolOf([bare], { name: '3' }),
      poolOf([bare], { name: '4', spec: specOf({ kind: 'https' }) }),
    ]);
    await clock.advance(1);
    expect(probed.map(({ target }) => target.port)).toEqual([8081, 9000, 80, 443]);
  });
});

describe('a reload', () => {
  it('keeps state, history and timing of what stays, starts what is new and stops what is gone', async () => {
    const world: Record<string, Finding> = { '127.0.0.2:8082': refused };
    const { clock, engine, probed, transitions } = engineOn(world);
    engine.apply([poolOf([a, b])]);
    await clock.advance(1500);
    probed.length = transitions.length = 0;

    const next = poolOf([b, c]);
    engine.apply([next]);
    expect(answer(next).addresses).toEqual(['127.0.0.3']);
    await clock.advance(600);
    expect(probed.map(({ name, atMs }) => [name, atMs])).toEqual([
      ['127.0.0.3:8083', 1500],
      ['127.0.0.2:8082', 2000],
    ]);
    expect(transitions.map(({ endpoint, from, to }) => [endpoint, from, to])).toEqual([
      ['127.0.0.3:8083', 'unknown', 'up'],
    ]);
    const [{ members }] = engine.snapshot();
    expect(members).toMatchObject([
      { endpoint: '127.0.0.2:8082', state: 'down', checks: 3, failures: 3, sinceMs: 2100 },
      { endpoint: '127.0.0.3:8083', state: 'up', checks: 1, failures: 0, sinceMs: 600 },
    ]);
  });

  it('no longer writes to the table of the old image', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine } = engineOn(world);
    const old = poolOf([a, b]);
    engine.apply([old]);
    await clock.advance(500);
    const next = poolOf([a, b]);
    engine.apply([next]);
    world['127.0.0.2:8082'] = refused;
    await clock.advance(2000);
    expect(answer(next).addresses).toEqual(['127.0.0.1']);
    expect(answer(old).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('fills a new image from what is known, starting and stopping nothing', async () => {
    const { clock, engine, probed } = engineOn({ '127.0.0.2:8082': refused });
    const old = poolOf([a, b]);
    engine.apply([old]);
    await clock.advance(500);
    probed.length = 0;
    const next = poolOf([b, c, a]);
    engine.fill([next]);
    expect(answer(next)).toEqual({
      addresses: ['127.0.0.3', '127.0.0.1'],
      text: '127.0.0.2:8082 is out: L4CON connection refused',
    });
    await clock.advance(600);
    expect(probed.map(({ name }) => name)).toEqual(['127.0.0.1:8081', '127.0.0.2:8082']);
    expect(engine.snapshot()[0].members).toHaveLength(2);
  });

  it('does not bring a dead member back because its probe was edited', async () => {
    const world: Record<string, Finding> = { '127.0.0.2:8082': refused };
    const { clock, engine, transitions } = engineOn(world);
    engine.apply([poolOf([a, b])]);
    await clock.advance(500);
    transitions.length = 0;
    const edited = poolOf([a, b], { spec: specOf({ paths: ['/health'] }) });
    delete world['127.0.0.2:8082'];
    engine.apply([edited]);
    expect(answer(edited).addresses).toEqual(['127.0.0.1']);
    await clock.advance(0);
    expect(answer(edited).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
    expect(transitions.map(({ endpoint, from, to }) => [endpoint, from, to])).toEqual([
      ['127.0.0.2:8082', 'down', 'up'],
    ]);
  });

  it('tells when it leaves a pool without a live member, or gives it one', async () => {
    const { clock, engine, poolEvents } = engineOn({ '127.0.0.2:8082': refused });
    engine.apply([poolOf([a, b])]);
    await clock.advance(500);
    engine.apply([poolOf([b])]);
    engine.apply([poolOf([b])]);
    engine.apply([poolOf([a, b])]);
    expect(poolEvents.map(({ onFallback }) => onFallback)).toEqual([true, false]);
  });
});

describe('a new member', () => {
  const up = { spec: specOf({ init: 'up', fall: 3 }) };
  const down = { spec: specOf({ init: 'down', rise: 3 }) };

  it('that begins up leaves after `fall` failures, and is not taken for one that was good', async () => {
    const { clock, engine, transitions } = engineOn({ '127.0.0.2:8082': refused });
    const pool = poolOf([a, b], up);
    engine.apply([pool]);
    await clock.advance(300);
    expect(answer(pool).addresses).toHaveLength(2);
    await clock.advance(100);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
    expect(transitions.map(({ from, to }) => [from, to])).toEqual([['up', 'down']]);
    const lastGood = poolOf([a, b], { ...up, pool: { ...pool.pool, fallback: 'last-good' } });
    const world: Record<string, Finding> = { '127.0.0.1:8081': refused, '127.0.0.2:8082': refused };
    const second = engineOn(world);
    second.engine.apply([lastGood]);
    await second.clock.advance(1000);
    expect(answer(lastGood).text).toMatch(/none was good yet/);
  });

  it('that begins down joins a running pool after `rise` successes, and its pool says why it is out', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine } = engineOn(world);
    engine.apply([poolOf([a], down)]);
    await clock.advance(1000);
    const next = poolOf([a, b], down);
    engine.apply([next]);
    expect(answer(next)).toEqual({
      addresses: ['127.0.0.1'],
      text: '127.0.0.2:8082 is out: INI not up yet, 3 good probes in a row bring it in',
    });
    await clock.advance(300);
    expect(engine.snapshot()[0].members[1]).toMatchObject({ state: 'down', inTransition: true });
    await clock.advance(100);
    expect(answer(next)).toEqual({ addresses: ['127.0.0.1', '127.0.0.2'], text: '' });
  });

  it('that begins down in a pool of its own leaves that to its fallback', () => {
    const { engine } = engineOn({});
    const pool = poolOf([a, b], down);
    engine.apply([pool]);
    expect(answer(pool).text).toBe(
      'all 2 members are down, handing out all of them (fail open): 127.0.0.1:8081 INI, 127.0.0.2:8082 INI',
    );
  });

  it.each([up, down])('is what it was when its probe is edited: $spec.init', async ({ spec }) => {
    const world: Record<string, Finding> = { '127.0.0.2:8082': refused };
    const { clock, engine } = engineOn(world);
    engine.apply([poolOf([a, b], { spec })]);
    await clock.advance(5000);
    const edited = poolOf([a, b], { spec: { ...spec, paths: ['/health'] } });
    engine.apply([edited]);
    expect(answer(edited).addresses).toEqual(['127.0.0.1']);
    await clock.advance(0);
    expect(answer(edited).addresses).toEqual(['127.0.0.1']);
  });

  it('does not delay the first round for ever, but until its verdict', async () => {
    const { clock, engine } = engineOn({ '127.0.0.2:8082': refused });
    engine.apply([poolOf([a, b], down)]);
    let ended = false;
    void engine.firstRound(3000).then(() => {
      ended = true;
    });
    await clock.advance(399);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(ended).toBe(true);
  });
});

describe('a member that comes and goes', () => {
  const flap = { changes: 4, withinMs: 60_000, holdMs: 10_000, mostMs: 60_000 };
  const spec = specOf({ fall: 1, rise: 1, flap });
  const text = '127.0.0.2:8082 is out: FLAP over 4 changes in 1m, held down for 10s';

  /** Five changes of b, after which it is up by its probes. */
  async function startFlapping(more: Partial<WatchedPool> = {}) {
    const world: Record<string, Finding> = { '127.0.0.2:8082': refused };
    const flaps: FlapEvent[] = [];
    const set = engineOn(world, { onFlap: event => flaps.push(event) });
    const pool = poolOf([a, b], { spec, ...more });
    set.engine.apply([pool]);
    await set.clock.advance(500);
    for (let change = 0; change < 5; change++) {
      if (change % 2 === 0) delete world['127.0.0.2:8082'];
      else world['127.0.0.2:8082'] = refused;
      await set.clock.advance(1000);
    }
    return { ...set, pool, world, flaps };
  }

  it('is held down while its probes are good, and returns with the first good one after that', async () => {
    const { clock, engine, pool, transitions, flaps, probed } = await startFlapping();
    expect(answer(pool)).toEqual({ addresses: ['127.0.0.1'], text });
    expect(flaps).toMatchObject([{ endpoint: '127.0.0.2:8082', pools: ['app.test A'], holdMs: 10_000 }]);
    expect(engine.snapshot()[0].members[1]).toMatchObject({
      state: 'down',
      lastResult: { ok: true },
      cause: { code: 'FLAP' },
      heldMs: 9500,
    });
    const before = probed.length;
    await clock.advance(9000);
    expect(probed.length).toBeGreaterThan(before);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
    await clock.advance(1000);
    expect(answer(pool)).toEqual({ addresses: ['127.0.0.1', '127.0.0.2'], text: '' });
    expect(transitions.at(-1)).toMatchObject({ endpoint: '127.0.0.2:8082', from: 'down', to: 'up' });
    expect(engine.snapshot()[0].members[1].heldMs).toBeUndefined();
  });

  it('stays out after its hold when it fails then, for that reason', async () => {
    const { clock, pool, world } = await startFlapping();
    world['127.0.0.2:8082'] = refused;
    await clock.advance(20_000);
    expect(answer(pool).text).toBe('127.0.0.2:8082 is out: L4CON connection refused');
  });

  it('is handed out rather than the dead when no other is live, if the pool fails open', async () => {
    const { clock, pool, world } = await startFlapping();
    world['127.0.0.1:8081'] = refused;
    await clock.advance(1000);
    expect(answer(pool)).toEqual({
      addresses: ['127.0.0.2'],
      text: 'all 2 members are down, handing out those whose probes are good (fail open): 127.0.0.1:8081 L4CON, 127.0.0.2:8082 FLAP',
    });
  });

  it('counts as down for backups', async () => {
    const pool = { order: 'cyclic' as const, members: [a, b, { ...c, backup: 1 }] };
    const { clock, world, pool: watched } = await startFlapping({ ...poolOf(pool.members), pool, spec });
    world['127.0.0.1:8081'] = refused;
    await clock.advance(1000);
    expect(answer(watched).addresses).toEqual(['127.0.0.3']);
  });

  it('stays held over a reload, also when its probe is edited, until `flap` is gone', async () => {
    const { clock, engine } = await startFlapping();
    const same = poolOf([b, a], { spec });
    engine.apply([same]);
    expect(answer(same)).toEqual({ addresses: ['127.0.0.1'], text });
    const edited = poolOf([a, b], { spec: { ...spec, paths: ['/health'] } });
    engine.apply([edited]);
    await clock.advance(2000);
    expect(answer(edited)).toEqual({ addresses: ['127.0.0.1'], text });
    const undamped = poolOf([a, b], { spec: { ...spec, flap: false } });
    engine.apply([undamped]);
    await clock.advance(0);
    expect(answer(undamped).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('is not held without `flap`', async () => {
    const { pool } = await startFlapping({ spec: specOf({ fall: 1, rise: 1 }) });
    expect(answer(pool).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
  });
});

describe('a pool that follows another', () => {
  const spec = specOf({ fall: 1, rise: 1 });
  const followed = (members: readonly Member[] = [a]) => poolOf(members, { name: 'db.test A', spec });
  const gated = (more: Partial<WatchedPool> = {}) =>
    poolOf([b, c], { spec, follows: ['db.test.test A', 'db.test A'], ...more });
  const dead: Record<string, Finding> = { '127.0.0.1:8081': refused };

  it('is down while that has no live member, at once and with all that follow it in turn', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine, transitions, poolEvents } = engineOn(world);
    const [db, app] = [followed(), gated()];
    const last = poolOf([{ ...b, port: 9 }], { name: 'last.test A', spec, follows: ['app.test A'] });
    engine.apply([last, app, db]);
    await clock.advance(500);
    transitions.length = 0;
    Object.assign(world, dead);
    await clock.advance(500);
    const text =
      'db.test A has no live member, and all 2 members follow it, handing out all of them (fail open): ';
    expect(answer(app).text).toBe(`${text}127.0.0.2:8082 TRACK, 127.0.0.3:8083 TRACK`);
    expect(answer(last).text).toMatch(/^app.test A has no live member, and the only member follows it/);
    expect(transitions.map(({ endpoint, to, result }) => [endpoint, to, result.code])).toEqual([
      ['127.0.0.1:8081', 'down', 'L4CON'],
      ['127.0.0.2:8082', 'down', 'TRACK'],
      ['127.0.0.3:8083', 'down', 'TRACK'],
      ['127.0.0.2:9', 'down', 'TRACK'],
    ]);
    expect(poolEvents.map(({ pool, onFallback }) => [pool, onFallback])).toEqual([
      ['db.test A', true],
      ['app.test A', true],
      ['last.test A', true],
    ]);
    expect(engine.snapshot()[1].members[0]).toMatchObject({
      state: 'down',
      lastResult: { ok: true },
      follows: 'db.test A',
      cause: { code: 'TRACK', text: 'db.test A has no live member' },
    });
    delete world['127.0.0.1:8081'];
    await clock.advance(1000);
    expect([db, app, last].map(pool => answer(pool).text)).toEqual(['', '', '']);
  });

  it('needs its own probes to be good as well', async () => {
    const world = { '127.0.0.2:8082': refused };
    const { clock, engine } = engineOn(world);
    const app = gated();
    engine.apply([app, followed()]);
    await clock.advance(500);
    expect(answer(app).addresses).toEqual(['127.0.0.3']);
  });

  it('has no probe when it only follows, and does not hold up the first round', async () => {
    const { clock, engine, probed } = engineOn({});
    const app = gated({ spec: specOf({ kind: 'track' }) });
    engine.apply([app, followed()]);
    const round = engine.firstRound(3000);
    await clock.advance(0);
    await round;
    expect(new Set(probed.map(({ name }) => name))).toEqual(new Set(['127.0.0.1:8081']));
    expect(engine.snapshot()[0].members[0]).toMatchObject({ state: 'up', checks: 0, follows: 'db.test A' });
    expect(answer(app).addresses).toHaveLength(2);
  });

  it('follows what a reload makes of the other, or of itself', async () => {
    const world: Record<string, Finding> = { ...dead };
    const { clock, engine } = engineOn(world);
    engine.apply([gated(), followed()]);
    await clock.advance(500);
    const more = [gated(), followed([a, c])];
    engine.fill(more);
    engine.apply(more);
    expect(answer(more[0])).toEqual({ addresses: ['127.0.0.2', '127.0.0.3'], text: '' });
    engine.apply([gated(), followed()]);
    const free = gated({ follows: undefined });
    engine.apply([free, followed()]);
    expect(answer(free).text).toBe('');
    const again = gated();
    engine.fill([again, followed()]);
    expect(answer(again).text).toMatch(/^db.test A has no live member/);
    expect(answer(free).text).toBe('');
  });

  it('is down while an operator has all members of the other in maintenance', async () => {
    const overrides = new AdminOverrides();
    const { clock, engine, transitions } = engineOn({}, { overrides });
    const app = gated();
    engine.apply([app, followed()]);
    await clock.advance(500);
    const override = { pool: 'db.test A', address: a.address, sinceMs: 0 };
    overrides.set({ ...override, state: 'maint' });
    engine.refresh(new Set(['db.test A']));
    expect(answer(app).text).toMatch(/^db.test A has no live member, and all 2 members follow it/);
    overrides.set({ ...override, state: 'ready' });
    engine.refresh(new Set(['db.test A']));
    expect(answer(app).text).toBe('');
    expect(transitions.slice(-4).map(({ to }) => to)).toEqual(['down', 'down', 'up', 'up']);
    const [{ endpoints }] = engine.watchesOf([app, followed()]);
    expect(engine.history.of(endpoints[1].key).map(({ reason }) => reason)).toEqual([
      'L7OK 200',
      'TRACK db.test A has no live member',
      'TRACK db.test A has a live member',
    ]);
  });

  it('is up while the other is held as it was, since this machine may have lost its network', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine } = engineOn(world);
    const app = gated();
    engine.apply([app, followed()]);
    await clock.advance(2500);
    for (const name of ['127.0.0.1:8081', '127.0.0.2:8082', '127.0.0.3:8083']) world[name] = refused;
    await clock.advance(10_000);
    expect(answer(app)).toEqual({ addresses: ['127.0.0.2', '127.0.0.3'], text: '' });
  });
});

describe('the first round', () => {
  it('ends when every endpoint has had a result', async () => {
    const { clock, engine } = engineOn({ '127.0.0.2:8082': refused });
    const pool = poolOf([a, b]);
    engine.apply([pool]);
    let ended = false;
    void engine.firstRound(3000).then(() => {
      ended = true;
    });
    expect(ended).toBe(false);
    await clock.advance(0);
    expect(ended).toBe(true);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
  });

  it('ends at its time limit when a probe does not come back', async () => {
    const { clock, engine } = engineOn({}, { probe: () => new Promise(() => {}) });
    engine.apply([poolOf([a])]);
    let ended = false;
    void engine.firstRound(3000).then(() => {
      ended = true;
    });
    await clock.advance(2999);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(ended).toBe(true);
  });

  it('ends at once when nothing is watched, and when the engine stops', async () => {
    const { clock, engine } = engineOn({}, { probe: () => new Promise(() => {}) });
    await engine.firstRound(3000);
    engine.apply([poolOf([a])]);
    const waiting = engine.firstRound(3000);
    engine.stop();
    await waiting;
    expect(clock.pending).toBe(0);
  });
});

describe('a member that says how it is', () => {
  const says = (statement: Statement): Finding => ({ code: 'L7OK', statement });
  const B = '127.0.0.2:8082';

  it('is drained or in maintenance until it says otherwise, and each change is told once', async () => {
    const world: Record<string, Finding> = { [B]: says({ state: 'drain' }) };
    const seen: [string, Statement, string[]][] = [];
    const onStatement: EngineOptions['onStatement'] = ({ endpoint }, told) =>
      seen.push([endpoint, told, answer(pool).addresses]);
    const { clock, engine } = engineOn(world, { onStatement });
    const pool = poolOf([a, b]);
    engine.apply([pool]);
    await clock.advance(2500);
    expect(answer(pool)).toEqual({
      addresses: ['127.0.0.1'],
      text: `${B} is out: drained, as it says itself`,
    });
    // Drained ones serve when no other is live; those in maintenance do not.
    world['127.0.0.1:8081'] = refused;
    await clock.advance(2000);
    expect(answer(pool).addresses).toEqual(['127.0.0.2']);
    world[B] = says({ state: 'maint' });
    await clock.advance(1000);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
    expect(engine.snapshot()[0]).toMatchObject({ onFallback: true, live: 0 });
    world[B] = says({});
    await clock.advance(1000);
    expect(answer(pool).addresses).toEqual(['127.0.0.2']);
    expect(seen).toEqual([
      [B, { state: 'drain' }, ['127.0.0.1']],
      [B, { state: 'maint' }, ['127.0.0.1']],
      [B, {}, ['127.0.0.2']],
    ]);
  });

  it('is believed while its probes fail for a moment, and across an edit of the probe', async () => {
    const world: Record<string, Finding> = { [B]: says({ state: 'drain' }) };
    const { clock, engine } = engineOn(world);
    const pool = poolOf([a, b]);
    engine.apply([pool]);
    await clock.advance(900);
    world[B] = refused;
    await clock.advance(200);
    expect(engine.snapshot()[0].members[1]).toMatchObject({ state: 'up', statement: { state: 'drain' } });
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
    const edited = poolOf([a, b], { spec: specOf({ timeoutMs: 77 }) });
    engine.fill([edited]);
    expect(answer(edited).addresses).toEqual(['127.0.0.1']);
    const other = poolOf([a, b], { spec: specOf({ kind: 'tcp' }) });
    engine.fill([other]);
    expect(answer(other).addresses).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('has the weight that it says, unless an operator gives it one; his word goes before its own', async () => {
    const world: Record<string, Finding> = { [B]: says({ state: 'drain', percent: 50 }) };
    const overrides = new AdminOverrides();
    const { clock, engine } = engineOn(world, { overrides });
    const pool = poolOf([a, b], { pool: { order: 'sticky', members: [a, b] } });
    const member = () => engine.snapshot()[0].members[1];
    engine.apply([pool]);
    await clock.advance(900);
    expect(member()).toMatchObject({ weight: 0.5, configuredWeight: 1, statement: { percent: 50 } });
    const override = { pool: pool.name, address: b.address, sinceMs: 0 };
    overrides.set({ ...override, state: 'ready', weight: 7 });
    engine.refresh(new Set([pool.name]));
    expect(member().weight).toBe(7);
    expect(answer(pool)).toEqual({
      addresses: ['127.0.0.1'],
      text: `${B} is out: drained, as it says itself`,
    });
    overrides.set({ ...override, state: 'maint' });
    engine.refresh(new Set([pool.name]));
    expect(answer(pool).text).toBe(`${B} is out: in maintenance`);
  });
});

describe('the snapshot', () => {
  it('shows unknown members before the first result', () => {
    const { engine } = engineOn({});
    engine.apply([poolOf([a, b])]);
    expect(engine.snapshot()).toEqual([
      {
        pool: 'app.test A',
        order: 'cyclic',
        onFallback: false,
        live: 2,
        explanation: '',
        members: [a, b].map(({ address, port, weight }) => ({
          endpoint: `${address}:${port}`,
          address,
          port,
          state: 'unknown',
          lastResult: undefined,
          sinceMs: 0,
          inTransition: false,
          checks: 0,
          failures: 0,
          weight,
          configuredWeight: weight,
          tags: [],
          share: 0.5,
        })),
      },
    ]);
  });

  it('counts checks and failures, as the check events do', async () => {
    const { clock, engine, checks } = engineOn({ '127.0.0.2:8082': refused });
    engine.apply([poolOf([a, b])]);
    await clock.advance(2500);
    expect(engine.snapshot()[0]).toMatchObject({
      live: 1,
      members: [
        { state: 'up', checks: 3, failures: 0, lastResult: { code: 'L7OK' } },
        { state: 'down', checks: 3, failures: 3, lastResult: { code: 'L4CON' } },
      ],
    });
    expect(checks).toHaveLength(6);
    expect(checks[0]).toEqual({
      endpoint: '127.0.0.1:8081',
      address: '127.0.0.1',
      port: 8081,
      pools: ['app.test A'],
    });
  });
});

describe('a prober that loses the network', () => {
  const all = [a, b, c];
  const names = ['127.0.0.1:8081', '127.0.0.2:8082', '127.0.0.3:8083'];
  const silent: Finding = { code: 'L4TOUT', text: 'no connection' };

  function start(world: Record<string, Finding>) {
    const suspicions: number[] = [];
    const set = engineOn(world, { onSuspicion: held => suspicions.push(held) });
    const pool = poolOf(all);
    set.engine.apply([pool]);
    return { ...set, pool, suspicions };
  }

  it('holds the last lineup while everything fails, and says so once', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine, pool, suspicions } = start(world);
    await clock.advance(2500);
    for (const name of names) world[name] = silent;
    await clock.advance(60_000);
    expect(answer(pool)).toEqual({ addresses: ['127.0.0.1', '127.0.0.2', '127.0.0.3'], text: '' });
    expect(suspicions).toEqual([3]);
    expect(engine.isSuspect).toBe(true);
    for (const name of names) delete world[name];
    await clock.advance(2000);
    expect(answer(pool).addresses).toHaveLength(3);
    expect(suspicions).toEqual([3, 0]);
    expect(engine.isSuspect).toBe(false);
  });

  it('takes out at once who still fails when the network is back', async () => {
    const world: Record<string, Finding> = {};
    const { clock, pool } = start(world);
    await clock.advance(2500);
    for (const name of names) world[name] = silent;
    await clock.advance(10_000);
    delete world[names[0]];
    await clock.advance(2000);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
  });

  it('leaves out who was out before', async () => {
    const world: Record<string, Finding> = {};
    const four: Member = { address: '127.0.0.4', port: 8084, weight: 1 };
    const { clock, engine } = engineOn(world);
    const pool = poolOf([...all, four]);
    engine.apply([pool]);
    await clock.advance(2500);
    world['127.0.0.4:8084'] = refused;
    await clock.advance(30_000);
    for (const name of names) world[name] = silent;
    await clock.advance(30_000);
    expect(answer(pool).addresses).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
  });

  it('does not suspect itself when a file takes all out', async () => {
    const world: Record<string, Finding> = {};
    const suspicions: number[] = [];
    const { clock, engine } = engineOn(world, { onSuspicion: held => suspicions.push(held) });
    const pool = poolOf(all, { spec: specOf({ kind: 'file', path: '/state' }) });
    engine.apply([pool]);
    await clock.advance(2500);
    for (const name of names) world[name] = { code: 'L7STS', text: 'down' };
    await clock.advance(5000);
    expect(answer(pool).text).toMatch(/^all 3 members fail their probes/);
    expect(suspicions).toEqual([]);
  });

  it('does not suspect itself when one backend still answers, nor with two addresses', async () => {
    const world: Record<string, Finding> = {};
    const { clock, pool, suspicions } = start(world);
    await clock.advance(2500);
    for (const name of names.slice(1)) world[name] = refused;
    await clock.advance(5000);
    expect(answer(pool).addresses).toEqual(['127.0.0.1']);
    const twoWorld: Record<string, Finding> = {};
    const two = { world: twoWorld, ...engineOn(twoWorld, { onSuspicion: held => suspicions.push(held) }) };
    const small = poolOf([a, b]);
    two.engine.apply([small]);
    await two.clock.advance(2500);
    two.world['127.0.0.1:8081'] = refused;
    two.world['127.0.0.2:8082'] = refused;
    await two.clock.advance(5000);
    expect(answer(small).text).toMatch(/^all 2 members fail their probes, handing out all of them/);
    expect(suspicions).toEqual([]);
  });
});
