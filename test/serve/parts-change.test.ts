// What crosses to the answer threads at a reload: the new zones only, in their places among the old ones.
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { catalogIndex } from '../../src/image/catalog-names.js';
import type { CompiledZone } from '../../src/image/served-zone.js';
import { changedParts, partsChange } from '../../src/serve/parts-change.js';

const zone = (row: number): CompiledZone => {
  const none = new SharedArrayBuffer(0);
  return { kind: 'data', image: none, at: 0, turns: none, lineups: none, row };
};

const [index, other] = [catalogIndex([], []), catalogIndex([nameFromText('x.test')], [])];

test('zones that stay, go, come and change places', () => {
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(zone);
  const former = { zones: [a, b, c], index };
  const next = { zones: [d, c, a, e], index: other };
  const change = partsChange(former, next);
  expect(change.added).toEqual([d, e]);
  const seen = changedParts(former, change);
  expect(seen.zones.map(each => next.zones.indexOf(each))).toEqual([0, 1, 2, 3]);
  expect(seen.index).toBe(other);
});

test('versions in the memory of those before bring no new memory', () => {
  const memory = (octets: number) => new SharedArrayBuffer(octets);
  const [a, b] = [1, 2].map(row => ({ ...zone(row), image: memory(400), turns: memory(8) }));
  const [next, larger] = [
    { ...a, at: 50 },
    { ...b, image: memory(1_000) },
  ];
  const octets = (...zones: CompiledZone[]) =>
    partsChange({ zones: [a, b], index }, { zones, index }).newOctets;
  expect([octets(next, b), octets(next, larger), octets(a, larger, zone(3))]).toEqual([0, 1_000, 1_000]);
});

test('a reload that changes nothing posts no zone', () => {
  const parts = { zones: [zone(1), zone(2)], index };
  const change = partsChange(parts, { ...parts });
  expect(change.added).toEqual([]);
  expect(changedParts(parts, change)).toEqual(parts);
});

test('whatever comes, goes and changes places, the zones after the change are the next ones', () => {
  const pool = Array.from({ length: 8 }, (_, row) => zone(row));
  const list = fc.shuffledSubarray(pool);
  fc.assert(
    fc.property(list, list, (before, after) => {
      const [former, next] = [before, after].map(zones => ({ zones, index }));
      const change = partsChange(former, next);
      const seen = changedParts(former, change).zones;
      expect(seen.map(each => pool.indexOf(each))).toEqual(after.map(each => pool.indexOf(each)));
      expect(change.added.some(each => before.includes(each))).toBe(false);
    }),
  );
});

test('who still holds an early version does not hold all that came after it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('globalThis.gc') as () => void;
  const first = { zones: [zone(1)], index };
  const later: WeakRef<object>[] = [];
  for (let former = first, row = 2; row < 6; row++) {
    const next = { zones: [zone(row)], index };
    partsChange(former, next);
    later.push(new WeakRef(next.zones[0]));
    former = next;
  }
  // What was looked at through a weak reference stays for the rest of its turn.
  await pause(0);
  collect();
  // Only what the last step leads to is kept.
  expect(later.map(each => each.deref() !== undefined)).toEqual([false, false, false, true]);
  expect(first.zones).toHaveLength(1);
});
