// What `rondo explain` shows of the past of a member: that of what its pool probes, and of nothing else at the same address.
import { expect, it } from 'vitest';
import { HealthEngine } from '../../src/health/engine.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { poolReason } from '../../src/operate/pool-reasons.js';
import { toResult } from '../../src/probe/result.js';
import type { ProbeSpec } from '../../src/probe/spec.js';
import { atOnce } from '../../src/time/turns.js';
import { specOf } from '../health/spec.js';
import { FakeClock } from '../support/fake-clock.js';

interface Given {
  readonly address: string;
  readonly port?: number;
  readonly host?: string;
}

function poolOf(name: string, path: string, members: readonly Given[]): WatchedPool {
  const plan = { members: members.length, wheel: members.length };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, { action: 0, live: [0], wheel: [0] });
  const spec = specOf({ path, rise: 1, fall: 1 } as Partial<ProbeSpec>);
  const own = members.map(member => ({ port: 80, weight: 1, ...member }));
  return { name, pool: { order: 'cyclic', members: own }, spec, defaultHost: 'app.test', table, slot: 0 };
}

/** An engine on a fake clock; `fails` says who fails now, as `HOST:PORT/PATH`. */
function engineOn(fails: (asked: string) => boolean) {
  const clock = new FakeClock();
  const engine = new HealthEngine({
    clock,
    random: () => 0,
    probe: async ({ host, port }, spec) => {
      const asked = `${host}:${port}${(spec as { path?: string }).path}`;
      return toResult(fails(asked) ? { code: 'L7STS', status: 404 } : { code: 'L7OK', status: 200 }, 1);
    },
    onTransition: () => undefined,
  });
  /** Per member: why it is in or out, and its past; the oldest first. */
  const shown = (pools: readonly WatchedPool[], name: string) => {
    const watch = engine.watchesOf(pools).find(({ watched }) => watched.name === name)!;
    const parts = {
      watch,
      candidates: watch.candidates(),
      selection: watch.selection(),
      lineup: watch.lineup(),
    };
    const { members } = atOnce(poolReason(parts, engine.history, clock.now()));
    return members.map(({ why, history }) => {
      const ages = history.map(({ agoMs }) => agoMs);
      expect(ages).toEqual([...ages].sort((a, b) => b - a));
      return [why, ...history.map(({ text }) => text)];
    });
  };
  return { clock, engine, shown };
}

const two = [{ address: '192.0.2.1' }, { address: '192.0.2.2' }];
const UP = ['up', 'unknown → up: L7OK 200'];
const DOWN = ['down: L7STS 404', 'unknown → down: L7STS 404'];

it.each([
  ['in one order', ['a.test A', 'b.test A']],
  ['in the other', ['b.test A', 'a.test A']],
])('two pools on the same addresses with other paths, %s', async (_, names) => {
  const { clock, engine, shown } = engineOn(asked => asked.endsWith('/nonesuch'));
  const pools = names.map(name => poolOf(name, name === 'a.test A' ? '/' : '/nonesuch', two));
  engine.apply(pools);
  await clock.advance(5_000);
  expect(shown(pools, 'a.test A')).toEqual([UP, UP]);
  const [down] = shown(pools, 'b.test A');
  expect(down.slice(1)).toEqual(DOWN.slice(1));
  expect(down[0]).toContain('down: L7STS 404');
});

it('members of one pool at one address, with other ports and other Hosts', async () => {
  const { clock, engine, shown } = engineOn(asked => asked.startsWith('bad.test') || asked.includes(':81'));
  const address = '192.0.2.1';
  const members = [
    { address },
    { address, port: 81 },
    { address, host: 'bad.test' },
    { address: '192.0.2.2' },
  ];
  const pools = [poolOf('a.test A', '/', members)];
  engine.apply(pools);
  await clock.advance(5_000);
  expect(shown(pools, 'a.test A')).toEqual([UP, DOWN, DOWN, UP]);
});

it('pools that probe alike share one past, which has each line once', async () => {
  const { clock, engine, shown } = engineOn(() => false);
  const pools = [poolOf('a.test A', '/', two), poolOf('b.test A', '/', two)];
  engine.apply(pools);
  await clock.advance(5_000);
  expect(shown(pools, 'a.test A')).toEqual([UP, UP]);
  expect(shown(pools, 'b.test A')).toEqual([UP, UP]);
});

it('an edited probe keeps the past of its own pool, and a new pool has none', async () => {
  const { clock, engine, shown } = engineOn(asked => asked.endsWith('/nonesuch'));
  const before = [poolOf('a.test A', '/', two), poolOf('b.test A', '/nonesuch', two)];
  engine.apply(before);
  await clock.advance(5_000);
  const after = [
    poolOf('a.test A', '/other', two),
    poolOf('b.test A', '/nonesuch', two),
    poolOf('c.test A', '/third', two),
  ];
  engine.apply(after);
  expect(shown(after, 'a.test A')).toEqual([UP, UP]);
  expect(shown(after, 'c.test A')).toEqual(two.map(() => ['not probed yet, which counts as up']));
  const status = engine.snapshot().find(({ pool }) => pool === 'c.test A');
  expect(status?.members.map(({ lastResult, state }) => [lastResult, state])).toEqual(
    two.map(() => [undefined, 'unknown']),
  );
});

it('a pool that has another name and another probe now is still what it was', async () => {
  const { clock, engine, shown } = engineOn(asked => asked.endsWith('/nonesuch'));
  engine.apply([poolOf('b.test A', '/nonesuch', two)]);
  await clock.advance(5_000);
  const after = [poolOf('renamed.test A', '/nonesuch?', two)];
  engine.apply(after);
  const [[why, ...past]] = shown(after, 'renamed.test A');
  expect(why).toContain('down: L7STS 404');
  expect(past).toEqual(DOWN.slice(1));
});
