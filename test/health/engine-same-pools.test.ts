// Pools that are the same over a reload, and those that were filled before it.
import { describe, expect, it } from 'vitest';
import type { HealthEngine } from '../../src/health/engine.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import type { Finding } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import type { Member } from '../../src/zone/pool.js';
import { a, answer, b, c, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

/** So much work that others are to have their turn before it goes on. */
function keepBusy(): void {
  const began = performance.now();
  while (performance.now() - began < 6);
}

const WAYS: readonly [
  string,
  (engine: HealthEngine, pools: readonly WatchedPool[]) => void | Promise<void>,
][] = [
  ['at once', (engine, pools) => engine.apply(pools)],
  ['by turns', (engine, pools) => engine.applyByTurns(pools)],
];

describe.each(WAYS)('a reload %s', (_, apply) => {
  it('puts a new image in force as its members are by then, of an edited probe and of the same', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine } = engineOn(world, { onWatched: keepBusy });
    const edited = (members: Member[], more = {}) => poolOf(members, { name: 'edited.test A', ...more });
    engine.apply([poolOf([a, b]), edited([a, b], { spec: specOf({ paths: ['/old'] }) })]);
    await clock.advance(500);
    const next = [poolOf([b, a]), edited([b, a], { spec: specOf({ paths: ['/new'] }) })];
    atOnce(engine.fill(next));
    expect(next.map(each => answer(each).addresses)).toEqual(Array(2).fill(['127.0.0.2', '127.0.0.1']));
    world['127.0.0.2:8082'] = refused;
    await clock.advance(2000);
    await apply(engine, next);
    expect(next.map(each => answer(each).addresses)).toEqual(Array(2).fill(['127.0.0.1']));
  });

  it('goes on with pools that are the same, which others come and go beside', async () => {
    const world: Record<string, Finding> = {};
    const { clock, engine, transitions, poolEvents } = engineOn(world, { onWatched: keepBusy });
    const same = poolOf([a, b]);
    const other = poolOf([c], { name: 'other.test A' });
    engine.apply([same, other]);
    await clock.advance(500);
    transitions.length = 0;
    await apply(engine, [same]);
    world['127.0.0.2:8082'] = refused;
    await clock.advance(2000);
    expect(answer(same).addresses).toEqual(['127.0.0.1']);
    const all = [poolOf([c], { name: 'new.test A' }), same];
    atOnce(engine.fill(all));
    await apply(engine, all);
    world['127.0.0.1:8081'] = refused;
    await clock.advance(2000);
    expect(transitions.map(({ endpoint, to }) => [endpoint, to])).toEqual([
      ['127.0.0.2:8082', 'down'],
      ['127.0.0.3:8083', 'up'],
      ['127.0.0.1:8081', 'down'],
    ]);
    expect(poolEvents.map(({ pool, onFallback }) => [pool, onFallback])).toEqual([['app.test A', true]]);
  });
});
