// The engine: probe results in, lineups and events out.
import { describe, expect, it } from 'vitest';
import type { TransitionEvent } from '../../src/health/events.js';
import type { Finding } from '../../src/probe/result.js';
import type { ProbeSpec } from '../../src/probe/spec.js';
import type { Member } from '../../src/zone/pool.js';
import { a, answer, b, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

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
      {
        pool: 'app.test A',
        onFallback: true,
        hasTurned: true,
        instead: 'down',
        live: 0,
        total: 2,
        explanation: answer(pool).text,
      },
    ]);
    expect(answer(pool).text).toMatch(
      /^all 2 members fail their probes, handing out all of them \(fail open\): /,
    );

    delete world['127.0.0.1:8081'];
    await clock.advance(3000);
    expect(poolEvents.slice(1)).toEqual([
      {
        pool: 'app.test A',
        onFallback: false,
        hasTurned: true,
        was: 'down',
        live: 1,
        total: 2,
        explanation: answer(pool).text,
      },
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
