// The order `shuffle`: exactly even in every block, and at random.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffle } from '../../src/answer/shuffle.js';

const ANY_SECRET = fc.tuple(fc.integer(), fc.integer());

function answer(count: number, limit: number, turn: number, [secret0, secret1]: readonly number[]): number[] {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  shuffle(order, count, limit, turn, secret0, secret1);
  return [...order.subarray(0, limit)];
}

/** The first places of a block, one after another. */
function firsts(count: number, block: number, secret: readonly number[]): number[] {
  return Array.from({ length: count }, (_, place) => answer(count, 1, block * count + place, secret)[0]);
}

const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);

describe('shuffle', () => {
  it('has each member first exactly once in every block', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1_000_000), ANY_SECRET, (count, block, secret) => {
        expect(sorted(firsts(count, block, secret))).toEqual(
          Array.from({ length: count }, (_, index) => index),
        );
      }),
    );
  });

  it('answers with different members, all of them unless there is a limit, and the same for the same turn', () => {
    const turns = fc.nat(0xffff_ffff);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(39),
        turns,
        ANY_SECRET,
        (count, less, turn, secret) => {
          const limit = Math.max(1, count - less);
          const members = answer(count, limit, turn, secret);
          expect(new Set(members).size).toBe(limit);
          expect(members[0]).toBe(answer(count, count, turn, secret)[0]);
          expect(answer(count, limit, turn, secret)).toEqual(members);
        },
      ),
    );
  });

  it('has all orders of a block about as often', () => {
    const seen = new Map<string, number>();
    for (let block = 0; block < 6_000; block++) {
      const key = firsts(3, block, [1, 2]).join('');
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const times of seen.values()) expect(Math.abs(times - 1_000)).toBeLessThan(120);
  });

  it('has another order with another secret', () => {
    const run = (secret: readonly number[]) =>
      Array.from({ length: 20 }, (_, block) => firsts(4, block, secret)).flat();
    const same = run([7, 8]).filter((member, index) => member === run([7, 9])[index]);
    expect(same.length).toBeLessThan(40);
  });

  it('does not always show two members in one order to one of two clients that ask by turns', () => {
    const ofFirstClient = new Set(
      Array.from({ length: 20 }, (_, index) => answer(2, 2, index * 2, [3, 4])[0]),
    );
    expect(ofFirstClient.size).toBe(2);
  });
});
