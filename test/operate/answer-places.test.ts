// The places of members in the counters: how many there are, and when another member gets one.
import { expect, test } from 'vitest';
import { TALLY_MEMBERS, Tally } from '../../src/answer/tally.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { AnswerCounts } from '../../src/operate/answer-counts.js';

/** A pool that is not answered from. */
function poolOf(name: string, addresses: readonly string[]): WatchedPool {
  const plan = { members: addresses.length, wheel: 1, places: addresses.length };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, { action: 0, live: [], wheel: [] });
  const members = addresses.map(address => ({ address, port: 80, weight: 1 }));
  return { name, pool: { order: 'cyclic', members }, table, slot: 0 } as unknown as WatchedPool;
}

test('places are bounded, come back two loads after their member went, and begin with 0', () => {
  const tally = new Tally();
  const counts = new AnswerCounts(() => [tally]);
  const many = poolOf(
    'many.test A',
    Array.from(
      { length: TALLY_MEMBERS - 1 },
      (_, host) => `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`,
    ),
  );
  const late = poolOf('late.test A', ['192.0.2.1']);
  counts.assign([many, late]);
  tally.members.fill(1);
  expect(counts.of(many, TALLY_MEMBERS - 2)).toEqual({ answers: 1, first: 1 });
  expect(counts.of(late, 0)).toBeUndefined();
  counts.assign([late]);
  expect(counts.of(late, 0)).toBeUndefined();
  counts.assign([late]);
  counts.assign([late]);
  expect(counts.of(late, 0)).toEqual({ answers: 0, first: 0 });
});

test('of members that are gone the last ones keep their places, and no more', () => {
  const tally = new Tally();
  const counts = new AnswerCounts(() => [tally]);
  const pools = Array.from({ length: 5_000 }, (_, at) => poolOf(`p${at}.test A`, ['192.0.2.1']));
  for (const pool of pools) counts.assign([pool]);
  tally.members.fill(7, 0, 2 * 5_001);
  for (const pool of [pools[0], pools[1], ...pools.slice(-1_000)]) counts.assign([pool]);
  expect([pools[0], pools[1], ...pools.slice(-1_000)].map(pool => counts.of(pool, 0)!.answers)).toEqual([
    ...[0, 0],
    ...Array(1_000).fill(7),
  ]);
});

test('members of which all is alike but the records are counted each', () => {
  const tally = new Tally();
  const counts = new AnswerCounts(() => [tally]);
  const pool = poolOf('twice.test SRV', ['192.0.2.1', '192.0.2.1']);
  counts.assign([pool]);
  tally.members[2]++;
  expect([0, 1].map(member => counts.of(pool, member)?.answers)).toEqual([1, 0]);
});
