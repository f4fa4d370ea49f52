// The engine across reloads: what new and gone members and pools do.
import { describe, expect, it } from 'vitest';
import type { FlapEvent } from '../../src/health/events.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import type { Finding } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import { a, answer, b, c, engineOn, ok, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

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

  it.each([
    ['the same probe', {}],
    ['an edited probe', { spec: specOf({ fall: 3 }) }],
  ])('goes on counting how often and how long members were down, with %s', async (_, more) => {
    const world: Record<string, Finding> = {};
    const { clock, engine } = engineOn(world);
    const counts = () => engine.snapshot()[0].members.map(({ downs, downMs }) => [downs, downMs]);
    engine.apply([poolOf([a, b])]);
    await clock.advance(900);
    expect(counts()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    world['127.0.0.2:8082'] = refused;
    await clock.advance(5000);
    const [, [, beforeMs]] = counts();
    expect(beforeMs).toBeGreaterThan(0);
    expect(counts()[1]).toEqual([1, beforeMs]);
    engine.apply([poolOf([b, c], more)]);
    await clock.advance(1000);
    expect(counts()).toEqual([
      [1, beforeMs + 1000],
      [0, 0],
    ]);
    world['127.0.0.2:8082'] = ok;
    await clock.advance(5000);
    const [[, atReturnMs]] = counts();
    await clock.advance(5000);
    expect(counts()[0]).toEqual([1, atReturnMs]);
    world['127.0.0.2:8082'] = refused;
    await clock.advance(5000);
    const [[times, afterMs]] = counts();
    expect(times).toBe(2);
    expect(afterMs).toBeGreaterThan(atReturnMs);
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
    atOnce(engine.fill([next]));
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
