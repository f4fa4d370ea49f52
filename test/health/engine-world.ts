// An engine on a fake clock, with endpoints that answer as a test says, and what its lineups hand out.
import { HealthEngine } from '../../src/health/engine.js';
import type { EngineOptions } from '../../src/health/engine-options.js';
import type { EndpointName, PoolEvent, TransitionEvent } from '../../src/health/events.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { LineupReader } from '../../src/image/lineup-reader.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { type Finding, toResult } from '../../src/probe/result.js';
import type { ProbeSpec } from '../../src/probe/spec.js';
import { type Target, targetToText } from '../../src/probe/target.js';
import type { Member } from '../../src/zone/pool.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

export const refused: Finding = { code: 'L4CON', text: 'connection refused' };
export const ok: Finding = { code: 'L7OK', status: 200 };

export const a: Member = { address: '127.0.0.1', port: 8081, weight: 1 };
export const b: Member = { address: '127.0.0.2', port: 8082, weight: 1 };
export const c: Member = { address: '127.0.0.3', port: 8083, weight: 1 };

export function poolOf(members: readonly Member[], more: Partial<WatchedPool> = {}): WatchedPool {
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
export function answer({ table, slot, pool }: WatchedPool): { addresses: string[]; text: string } {
  const reader = new LineupReader();
  reader.read(table, new Uint8Array(table.buffer), slot, 0);
  const addresses = [...reader.order.subarray(0, reader.count)].map(index => pool.members[index].address);
  const text = reader.edeCode < 0 ? '' : Buffer.from(reader.edeText.subarray(0, reader.edeLength)).toString();
  return { addresses, text };
}

/** An engine on a fake clock, whose endpoints answer as `world` says (L7OK when it says nothing). */
export function engineOn(world: Record<string, Finding>, more: Partial<EngineOptions> = {}) {
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
