// Whether probes run in time: how many may run at once, and what is said when they do not.
import { describe, expect, it } from 'vitest';
import { capacityFor, demandOf } from '../../src/health/capacity.js';
import { HealthEngine } from '../../src/health/engine.js';
import type { LateEvent } from '../../src/health/events.js';
import { Watchdog } from '../../src/health/watchdog.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { type ProbeResult, toResult } from '../../src/probe/result.js';
import type { ProbeSpec } from '../../src/probe/spec.js';
import { type Target, targetToText } from '../../src/probe/target.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

const fine = toResult({ code: 'L4OK' }, 0);
const silent = toResult({ code: 'L4TOUT' }, 0);

function poolOf(size: number, spec: ProbeSpec): WatchedPool {
  const members = Array.from({ length: size }, (_, index) => ({
    address: `127.0.${index >> 8}.${index & 255}`,
    weight: 1,
  }));
  const plan = { members: size, wheel: size };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, { action: 0, live: [0], wheel: [0] });
  return { name: 'app.test A', pool: { order: 'fixed', members }, spec, defaultHost: '', table, slot: 0 };
}

/** An engine on a fake clock, with what it says about late probes. */
function engineOn(probe: (target: Target, clock: FakeClock) => Promise<ProbeResult>, maxProbes?: number) {
  const clock = new FakeClock();
  const events: LateEvent[] = [];
  let seed = 1;
  const engine = new HealthEngine({
    clock,
    // Numbers that are the same each time.
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    probe: target => probe(target, clock),
    onTransition: () => {},
    onLate: event => events.push(event),
  });
  if (maxProbes !== undefined) engine.most = { connections: maxProbes, commands: maxProbes };
  return { clock, engine, events };
}

describe('the number of probes at once', () => {
  it('is what all members need that turn silent together', () => {
    const specs = (count: number, more: object) => Array.from({ length: count }, () => specOf(more));
    expect(demandOf(specs(10_000, { intervalMs: 5000, downIntervalMs: 5000, fall: 2 }))).toBe(4445);
    expect(demandOf(specs(10_000, {}))).toBe(10_000);
    expect(capacityFor(specs(10, {}), 1000)).toBe(256);
    expect(capacityFor(specs(10_000, {}), 1000)).toBe(1000);
    expect(capacityFor(specs(10, {}), 100)).toBe(100);
  });

  const spec = specOf({ kind: 'tcp', intervalMs: 5000, downIntervalMs: 5000, timeoutMs: 1000 });

  /** The longest time between the starts of two probes of one of so many members that all turn silent after six seconds. */
  async function longestGap(size: number, maxProbes: number) {
    const startsMs = new Map<string, number>();
    let longestMs = 0;
    const { clock, engine, events } = engineOn((target, clock) => {
      const name = targetToText(target);
      longestMs = Math.max(longestMs, clock.now() - (startsMs.get(name) ?? clock.now()));
      startsMs.set(name, clock.now());
      if (clock.now() < 6000) return Promise.resolve(fine);
      return new Promise(resolve => clock.after(spec.timeoutMs, () => resolve(silent)));
    }, maxProbes);
    engine.apply([poolOf(size, spec)]);
    await clock.advance(30_000);
    engine.stop();
    return { longestMs, events };
  }

  it('lets none be late when all are silent', async () => {
    const { longestMs, events } = await longestGap(1024, 10_000);
    expect(longestMs).toBeLessThan(1.1 * spec.intervalMs);
    expect(events).toEqual([]);
  });

  it('makes them late where fewer can run, which is said', async () => {
    const { longestMs, events } = await longestGap(200, 8);
    expect(longestMs).toBeGreaterThan(16_000);
    expect(events[0].late).toBeGreaterThan(0);
    expect(events[0].waiting).toBeGreaterThan(0);
  });
});

describe('the watchdog', () => {
  it('tells once of probes that stopped, which they are, and that they run again', async () => {
    const held = new Map<string, () => void>();
    const isStuck = new Set(['127.0.0.1:80']);
    const { clock, engine, events } = engineOn(target => {
      const name = targetToText(target);
      if (!isStuck.has(name)) return Promise.resolve(fine);
      return new Promise(resolve => held.set(name, () => resolve(fine)));
    });
    engine.apply([poolOf(3, specOf())]);
    await clock.advance(4900);
    expect(engine.late).toBe(0);
    await clock.advance(60_000);
    expect(engine.late).toBe(1);
    expect(events).toEqual([{ late: 1, endpoint: '127.0.0.1:80', agoMs: 5000, waiting: 0 }]);
    expect(engine.snapshot()[0].members.map(({ lateMs }) => lateMs)).toEqual([undefined, 64_900, undefined]);
    isStuck.clear();
    held.get('127.0.0.1:80')?.();
    await clock.advance(10_000);
    expect(engine.late).toBe(0);
    expect(events.slice(1)).toEqual([{ late: 0, endpoint: undefined, agoMs: 0, waiting: 0 }]);
  });

  it('has patience with long intervals, and with what only follows others', async () => {
    const { clock, engine, events } = engineOn(() => Promise.resolve(fine));
    const slow = poolOf(1, specOf({ intervalMs: 3_600_000 }));
    const follower = {
      ...poolOf(1, specOf({ kind: 'track' })),
      name: 'other.test A',
      follows: ['app.test A'],
    };
    engine.apply([slow, follower]);
    await clock.advance(7_200_000);
    expect(events).toEqual([]);
  });

  it('is one timer, whatever it watches, and ends with the engine', async () => {
    const { clock, engine } = engineOn(() => Promise.resolve(fine));
    engine.apply([poolOf(1000, specOf())]);
    await clock.advance(0);
    // A large pool that has just changed rests, once.
    expect(clock.pending).toBe(1002);
    engine.apply([poolOf(10, specOf())]);
    expect(clock.pending).toBe(11);
    engine.stop();
    expect(clock.pending).toBe(0);
  });

  it('does not look right after this process stood still', () => {
    let nowMs = 0;
    const due: (() => void)[] = [];
    const looks: number[] = [];
    const after = (_: number, run: () => void) => {
      due.push(run);
      return () => {};
    };
    const clock = { now: () => nowMs, wallMs: () => nowMs, after, afterLook: () => () => {} };
    const endpoints = () => {
      looks.push(nowMs);
      return [];
    };
    new Watchdog(clock, { endpoints, waiting: () => 0 }).start();
    for (const atMs of [5000, 60_000, 65_000]) {
      nowMs = atMs;
      due.shift()?.();
    }
    expect(looks).toEqual([5000, 65_000]);
  });
});
