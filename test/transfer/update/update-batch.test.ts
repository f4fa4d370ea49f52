// Updates that come into force together: not so many that others wait for them.
import { expect, test } from 'vitest';
import { countAtOnce } from '../../../src/transfer/update/update-batch.js';
import { ORIGIN, recordOf } from './contents.js';

/** An update of so many records. */
function update(records: number): Parameters<typeof countAtOnce>[0][number] {
  const updates = Array(records).fill(recordOf('www 60 IN A 192.0.2.1'));
  return { message: { zone: ORIGIN, zoneClass: 1, prerequisites: [], updates } };
}

test.each<[waiting: readonly number[], expected: number]>([
  [[], 0],
  [[1, 2, 3], 3],
  [Array(1_000).fill(1), 256],
  [Array(1_000).fill(128), 16],
  [[5_000, 1], 1],
  [[1, 5_000], 1],
])('of updates with %j records %i come into force at once', (waiting, expected) => {
  expect(countAtOnce(waiting.map(update))).toBe(expected);
});
