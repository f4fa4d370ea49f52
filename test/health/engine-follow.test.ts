// Pools that follow others, and the first round of probes.
import { describe, expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import type { Finding } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import type { Member } from '../../src/zone/pool.js';
import { a, answer, b, c, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

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
    atOnce(engine.fill(more));
    engine.apply(more);
    expect(answer(more[0])).toEqual({ addresses: ['127.0.0.2', '127.0.0.3'], text: '' });
    engine.apply([gated(), followed()]);
    const free = gated({ follows: undefined });
    engine.apply([free, followed()]);
    expect(answer(free).text).toBe('');
    const again = gated();
    atOnce(engine.fill([again, followed()]));
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
