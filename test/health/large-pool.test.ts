// A large pool of which many members change at once: its lineup is published once for many of them, and never late for long.
import { expect, it } from 'vitest';
import type { Finding } from '../../src/probe/result.js';
import type { Member } from '../../src/zone/pool.js';
import { answer, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

const spec = specOf({ fall: 1, rise: 1, intervalMs: 1000 });
const nameOf = ({ address, port }: Member) => `${address}:${port}`;

function start(count: number, world: Record<string, Finding>) {
  const members = Array.from({ length: count }, (_, at): Member => {
    return { address: `10.0.${at >> 8}.${at & 255}`, port: 80, weight: 1 };
  });
  const set = engineOn(world);
  const pool = poolOf(members, { spec });
  set.engine.apply([pool]);
  return { ...set, members, pool };
}

it.each([
  [20, 20],
  [400, 3],
])('of %d members of which all but one go out at once is published at most %d times', async (count, most) => {
  const world: Record<string, Finding> = {};
  const { clock, members, pool } = start(count, world);
  await clock.advance(1500);
  for (const member of members.slice(1)) world[nameOf(member)] = refused;
  const before = pool.table[0];
  await clock.advance(1000);
  // The sequence of the lineup counts them.
  const writes = pool.table[0] - before;
  expect(writes).toBeGreaterThan(0);
  expect(writes).toBeLessThanOrEqual(most);
  expect(answer(pool).addresses).toEqual(['10.0.0.0']);
});

it('is published before the first answer', async () => {
  const world: Record<string, Finding> = {};
  const dead = ['10.0.0.3:80', '10.0.0.70:80', '10.0.0.99:80'];
  for (const name of dead) world[name] = refused;
  const { clock, engine, pool } = start(100, world);
  const over = engine.firstRound(3000);
  await clock.advance(2);
  await over;
  expect(answer(pool).addresses).toHaveLength(97);
});
