// Results that say nothing of a backend, as this machine was in trouble: nobody goes out by them.
import { describe, expect, it } from 'vitest';
import type { VoidEvent } from '../../src/health/events.js';
import { type Finding, toResult, VOID } from '../../src/probe/result.js';
import { targetToText } from '../../src/probe/target.js';
import { FakeClock } from '../support/fake-clock.js';
import { a, answer, b, c, engineOn, ok, poolOf } from './engine-world.js';
import { specOf } from './spec.js';

const spec = specOf({ fall: 1, rise: 1, timeoutMs: 500 });
const noFiles: Finding = {
  code: 'SOCKERR',
  text: 'too many open files in this process',
  voidBy: VOID.SHORTAGE,
};
const late: Finding = { code: 'L7TOUT', text: 'no response within 500 ms' };

function start(world: Record<string, Finding>) {
  const told: VoidEvent[] = [];
  const set = engineOn(world, { onVoid: event => told.push(event) });
  const pool = poolOf([a, b, c], { spec });
  set.engine.apply([pool]);
  return { ...set, pool, told };
}

describe('a machine that is out of something', () => {
  it('blames no backend, and tries again after a pause', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine, pool, probed, transitions, told } = start(world);
    await clock.advance(2500);
    world['127.0.0.1:8081'] = noFiles;
    world['127.0.0.2:8082'] = noFiles;
    world['127.0.0.3:8083'] = noFiles;
    const before = probed.length;
    await clock.advance(10_000);
    expect(answer(pool)).toEqual({ addresses: ['127.0.0.1', '127.0.0.2', '127.0.0.3'], text: '' });
    expect(transitions.map(({ to }) => to)).toEqual(['up', 'up', 'up']);
    expect(engine.isSuspect).toBe(false);
    expect(probed.length - before).toBeLessThanOrEqual(33);
    expect(probed.length - before).toBeGreaterThanOrEqual(27);
    expect(told).toEqual([{ by: 'shortage', count: 1, text: noFiles.text }]);
    await clock.advance(60_000);
    expect(told).toHaveLength(2);
    expect(engine.voids.get('shortage')).toBeGreaterThanOrEqual(1 + told[1].count);
    expect(told[1].count).toBeGreaterThan(150);
  });

  it('says that backends are not probed in time when it lasts', async () => {
    const world: Record<string, Finding> = { '127.0.0.1:8081': noFiles };
    const { clock, engine } = start(world);
    await clock.advance(30_000);
    expect(engine.late).toBe(1);
    world['127.0.0.1:8081'] = ok;
    await clock.advance(10_000);
    expect(engine.late).toBe(0);
  });

  it('leaves a member that was never asked as it was', async () => {
    const { clock, pool, transitions } = start({ '127.0.0.1:8081': noFiles });
    await clock.advance(5000);
    expect(transitions.map(({ endpoint }) => endpoint)).toEqual(['127.0.0.2:8082', '127.0.0.3:8083']);
    expect(answer(pool).addresses).toHaveLength(3);
  });
});

describe('a process that stood still', () => {
  it('asks again at once', async () => {
    const world: Record<string, Finding> = {};
    const { clock, probed, transitions } = start(world);
    await clock.advance(2500);
    const outcomes: Finding[] = [{ ...late, voidBy: VOID.STALL }, ok];
    Object.defineProperty(world, '127.0.0.1:8081', { get: () => outcomes.shift() ?? ok });
    const before = probed.length;
    await clock.advance(1000);
    expect(probed.slice(before).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['127.0.0.1:8081', '127.0.0.1:8081', '127.0.0.2:8082', '127.0.0.3:8083']),
    );
    expect(transitions.filter(({ to }) => to === 'down')).toEqual([]);
  });

  it('is no excuse for ever', async () => {
    const world: Record<string, Finding> = {};
    const { clock, transitions, engine } = start(world);
    await clock.advance(2500);
    world['127.0.0.1:8081'] = { ...late, voidBy: VOID.STALL };
    await clock.advance(1000);
    expect(transitions.filter(({ to }) => to === 'down').map(({ endpoint }) => endpoint)).toEqual([
      '127.0.0.1:8081',
    ]);
    expect(engine.voids.get('stall')).toBe(2);
  });
});

describe('a network that is back', () => {
  it('has probes that began before not count', async () => {
    const clock = new FakeClock();
    const silent = new Set<string>();
    const transitions: string[] = [];
    const { engine } = engineOn(
      {},
      {
        clock,
        probe: target => {
          const name = targetToText(target);
          const tookMs = silent.has(name) ? 500 : 1;
          const found = silent.has(name) ? late : ok;
          return new Promise(resolve => clock.after(tookMs, () => resolve(toResult(found, tookMs))));
        },
        onTransition: ({ endpoint, to }) => transitions.push(`${endpoint} ${to}`),
        random: () => Math.random(),
      },
    );
    const members = Array.from({ length: 40 }, (_, at) => ({
      address: `192.0.2.${at + 1}`,
      port: 80,
      weight: 1,
    }));
    const pool = poolOf(members, { spec });
    engine.apply([pool]);
    await clock.advance(3000);
    const lost = members.map(({ address }) => `${address}:80`);
    for (const name of lost) silent.add(name);
    await clock.advance(5000);
    expect(engine.isSuspect).toBe(true);
    transitions.length = 0;
    silent.clear();
    await clock.advance(3000);
    expect(engine.isSuspect).toBe(false);
    expect(transitions.filter(each => each.endsWith('down'))).toEqual([]);
    expect(engine.voids.get('outage')).toBeGreaterThan(0);
    expect(answer(pool).addresses).toHaveLength(40);
  });
});
