// What members say of themselves, the snapshot of all, and a prober without a network.
import { describe, expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import type { EngineOptions } from '../../src/health/engine-options.js';
import type { Finding } from '../../src/probe/result.js';
import type { Statement } from '../../src/probe/statement.js';
import { atOnce } from '../../src/time/turns.js';
import type { Member } from '../../src/zone/pool.js';
import { a, answer, b, c, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

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

  it('and what it warns of is told once, and again when that is another', async () => {
    const warns = (text: string): Finding => ({ code: 'L7OK', text, warns: true });
    const world: Record<string, Finding> = { [B]: warns('2 days') };
    const seen: string[] = [];
    const { clock, engine } = engineOn(world, {
      onWarning: ({ endpoint }, text) => seen.push(`${endpoint} ${text}`),
    });
    engine.apply([poolOf([a, b])]);
    await clock.advance(3500);
    expect(seen).toEqual([`${B} 2 days`]);
    world[B] = warns('1 day');
    await clock.advance(3000);
    expect(seen).toEqual([`${B} 2 days`, `${B} 1 day`]);
    expect(engine.snapshot()[0].live).toBe(2);
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
    atOnce(engine.fill([edited]));
    expect(answer(edited).addresses).toEqual(['127.0.0.1']);
    const other = poolOf([a, b], { spec: specOf({ kind: 'tcp' }) });
    atOnce(engine.fill([other]));
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
        total: 2,
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
          downs: 0,
          downMs: 0,
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
