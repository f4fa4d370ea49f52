// Pools that follow others, through any results, orders and reloads: a member is up exactly if its probe and the followed pool say so.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { HealthEngine } from '../../src/health/engine.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { toResult } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

const POOLS = 5;
const nameOf = (pool: number) => `p${pool}.test A`;
const addressesOf = (pool: number) => [`192.0.2.${2 * pool}`, `192.0.2.${2 * pool + 1}`];
/** It never fails, so that the prober is not suspected. */
const STEADY = '198.51.100.1';

/** Which pool each of them follows; one before it, so that there is no circle. */
const someGraph = fc.tuple(
  ...Array.from({ length: POOLS }, (_, pool) =>
    fc.record({
      follows: fc.option(fc.nat(Math.max(0, pool - 1)), { nil: undefined, freq: 3 }),
      isProbed: fc.boolean(),
    }),
  ),
);
type Graph = readonly { readonly follows: number | undefined; readonly isProbed: boolean }[];

function poolOf(name: string, addresses: readonly string[], more: Partial<WatchedPool>): WatchedPool {
  const plan = { members: 2, wheel: 2 };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, { action: 0, live: [0], wheel: [0] });
  const members = addresses.map(address => ({ address, weight: 1 }));
  const spec = specOf({ kind: 'tcp', port: 80, rise: 1, fall: 1 });
  return { name, pool: { order: 'cyclic', members }, spec, defaultHost: '', table, slot: 0, ...more };
}

function poolsOf(graph: Graph): WatchedPool[] {
  const pools = graph.map(({ follows, isProbed }, pool) => {
    if (pool === 0 || follows === undefined) return poolOf(nameOf(pool), addressesOf(pool), {});
    const names = { follows: [`gone.${nameOf(follows)}`, nameOf(follows)] };
    const more = isProbed ? names : { ...names, spec: specOf({ kind: 'track' }) };
    return poolOf(nameOf(pool), addressesOf(pool), more);
  });
  // The order of the files is not that in which they follow.
  return [...pools.reverse(), poolOf('steady.test A', [STEADY], {})];
}

class Model {
  readonly failing = new Set<string>();
  readonly maintained = new Set<string>();

  constructor(public graph: Graph) {}

  isUp(pool: number, address: string): boolean {
    const { follows, isProbed } = this.graph[pool];
    const isFollower = pool > 0 && follows !== undefined;
    if (isFollower && !this.isLive(follows)) return false;
    return (isFollower && !isProbed) || !this.failing.has(address);
  }

  isLive(pool: number): boolean {
    return addressesOf(pool).some(address => this.isUp(pool, address) && !this.maintained.has(address));
  }
}

const someAddresses = fc.subarray(Array.from({ length: POOLS }, (_, pool) => addressesOf(pool)).flat(), {
  minLength: 1,
});
const someStep = fc.oneof(
  fc.record({ addresses: someAddresses, fails: fc.boolean() }),
  fc.record({ addresses: someAddresses, isOut: fc.boolean() }),
  fc.record({ graph: someGraph }),
);

it('are up exactly when they and what they follow are', async () => {
  await fc.assert(
    fc.asyncProperty(someGraph, fc.array(someStep, { maxLength: 12 }), async (first, steps) => {
      const clock = new FakeClock();
      const overrides = new AdminOverrides();
      const model = new Model(first);
      const engine = new HealthEngine({
        clock,
        overrides,
        random: () => 0,
        probe: async ({ address }) => toResult({ code: model.failing.has(address) ? 'L4CON' : 'L4OK' }, 0),
        onTransition: () => {},
      });
      const check = () => {
        const status = new Map(engine.snapshot().map(each => [each.pool, each]));
        for (let pool = 0; pool < POOLS; pool++) {
          const { members, onFallback } = status.get(nameOf(pool))!;
          const states = addressesOf(pool).map(address => (model.isUp(pool, address) ? 'up' : 'down'));
          expect(members.map(({ state }) => state)).toEqual(states);
          expect(onFallback).toBe(!model.isLive(pool));
        }
      };
      engine.apply(poolsOf(first));
      await clock.advance(1000);
      check();
      for (const step of steps) {
        if ('graph' in step) {
          model.graph = step.graph;
          atOnce(engine.fill(poolsOf(step.graph)));
          engine.apply(poolsOf(step.graph));
        } else if ('fails' in step) {
          for (const address of step.addresses)
            if (step.fails) model.failing.add(address);
            else model.failing.delete(address);
        } else {
          for (const address of step.addresses) {
            const pool = nameOf(Math.floor(Number(address.split('.')[3]) / 2));
            overrides.set({ pool, address, state: step.isOut ? 'maint' : 'ready', sinceMs: 0 });
            if (step.isOut) model.maintained.add(address);
            else model.maintained.delete(address);
          }
          engine.refresh(new Set(Array.from({ length: POOLS }, (_, pool) => nameOf(pool))));
        }
        await clock.advance('isOut' in step ? 0 : 1000);
        check();
      }
      engine.stop();
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 100 },
  );
});
