// Candidates are made once for each change, and only those that are others: counted, on a large pool.
import { expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { HealthEngine } from '../../src/health/engine.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { toResult } from '../../src/probe/result.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

const MEMBERS = 250;

/** Counts how often it is asked about a member, which is once for each candidate that is made. */
class CountingOverrides extends AdminOverrides {
  asked = 0;

  override of(pool: string, address: string) {
    this.asked++;
    return super.of(pool, address);
  }
}

const addressOf = (family: string, index: number) =>
  family === 'A' ? `10.0.${index >> 8}.${index & 255}` : `2001:db8::${index.toString(16)}`;

function poolOf(name: string, isTied: boolean): WatchedPool {
  const [, family] = name.split(' ');
  const members = Array.from({ length: MEMBERS }, (_, index) => ({
    address: addressOf(family, index),
    weight: 1,
    ...(isTied ? { tied: addressOf(family === 'A' ? 'AAAA' : 'A', index) } : {}),
  }));
  const plan = { members: MEMBERS, wheel: MEMBERS };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, { action: 0, live: [0], wheel: [0] });
  const partner = isTied ? `app.test ${family === 'A' ? 'AAAA' : 'A'}` : undefined;
  const spec = specOf({ kind: 'tcp', port: 80, rise: 1, fall: 1, intervalMs: 10_000 });
  return { name, pool: { order: 'cyclic', members }, spec, defaultHost: '', partner, table, slot: 0 };
}

/** An engine whose endpoints all have had a good result. */
async function running(pools: readonly WatchedPool[]) {
  const clock = new FakeClock();
  const overrides = new CountingOverrides();
  const failing = new Set<string>();
  const seen: string[] = [];
  const probe = async ({ address }: { address: string }) =>
    toResult(failing.has(address) ? { code: 'L4CON', text: 'connection refused' } : { code: 'L4OK' }, 1);
  const engine = new HealthEngine({
    clock,
    overrides,
    probe,
    random: () => 0,
    onTransition: ({ endpoint, live, total }) => seen.push(`${endpoint} ${live}/${total}`),
    onPool: ({ pool }) => seen.push(pool),
  });
  engine.apply(pools);
  await clock.advance(5_000);
  engine.snapshot();
  overrides.asked = 0;
  seen.length = 0;
  return { clock, engine, overrides, failing, seen };
}

it('one for a member of one pool, whatever asks for it: the lineup, the counts, the events', async () => {
  const { clock, engine, overrides, failing, seen } = await running([poolOf('app.test A', false)]);
  failing.add('10.0.0.7');
  await clock.advance(10_000);
  expect(seen).toEqual(['10.0.0.7:80 249/250']);
  expect(overrides.asked).toBe(1);
  engine.stop();
});

it('none while results say what was known', async () => {
  const { clock, engine, overrides } = await running([poolOf('app.test A', false)]);
  await clock.advance(60_000);
  expect(overrides.asked).toBe(0);
  engine.stop();
});

it('one in each pool for a member with two addresses, each made of what is said of both', async () => {
  const pools = [poolOf('app.test A', true), poolOf('app.test AAAA', true)];
  const { clock, engine, overrides, failing, seen } = await running(pools);
  failing.add('2001:db8::7');
  await clock.advance(10_000);
  expect(seen).toEqual(['[2001:db8::7]:80 249/250']);
  expect(overrides.asked).toBe(2 * 2);
  engine.stop();
});
