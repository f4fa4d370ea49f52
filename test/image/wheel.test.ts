// The wheel: who is first, turn by turn.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWheel, wheelCapacity } from '../../src/image/wheel.js';

const letters = (weights: number[]) =>
  compileWheel(weights, 'weighted')
    .map(index => 'abc'[index])
    .join(' ');

const weightsOf = fc.array(fc.nat(30), { minLength: 1, maxLength: 8 });

describe('the wheel', () => {
  it('goes round all members in their order when cyclic, whatever their weights', () => {
    expect(compileWheel([9, 0, 1], 'cyclic')).toEqual([0, 1, 2]);
  });

  it('stays on the first member when fixed', () => {
    expect(compileWheel([1, 1, 1], 'fixed')).toEqual([0]);
  });

  it('is empty without members', () => {
    for (const order of ['cyclic', 'weighted', 'fixed'] as const) {
      expect(compileWheel([], order)).toEqual([]);
      expect(wheelCapacity([], order)).toBe(0);
    }
  });

  // The sequence that the nginx documentation of smooth weighted balancing gives.
  it('gives the sequence of nginx for 5, 1, 1', () => {
    expect(letters([5, 1, 1])).toBe('a a b a c a a');
  });

  it('spreads a heavy member instead of bunching it', () => {
    expect(letters([2, 1])).toBe('a b a');
    expect(letters([4, 2])).toBe('a b a');
    expect(letters([3, 3, 3])).toBe('a b c');
  });

  it('is exact for 60 and 45 over any whole number of rounds', () => {
    const wheel = compileWheel([60, 45], 'weighted');
    for (const rounds of [1, 2, 7]) {
      const firsts = [0, 0];
      for (let turn = 0; turn < 105 * rounds; turn++) firsts[wheel[turn % wheel.length]]++;
      expect(firsts).toEqual([60 * rounds, 45 * rounds]);
    }
    expect(wheel).toHaveLength(7);
  });

  it('never puts weight 0 first, unless nobody weighs anything', () => {
    expect(compileWheel([0, 2, 0, 1], 'weighted')).toEqual([1, 3, 1]);
    expect(compileWheel([0, 0, 0], 'weighted')).toEqual([0, 1, 2]);
  });

  it('gives each member its exact share', () => {
    fc.assert(
      fc.property(weightsOf, weights => {
        fc.pre(weights.some(weight => weight > 0));
        const wheel = compileWheel(weights, 'weighted');
        const sum = weights.reduce((a, b) => a + b);
        for (const [index, weight] of weights.entries())
          expect(wheel.filter(first => first === index).length * sum).toBe(weight * wheel.length);
      }),
    );
  });

  it('fits its capacity whichever members are live', () => {
    fc.assert(
      fc.property(
        weightsOf,
        fc.nat(255),
        fc.constantFrom('cyclic', 'weighted', 'fixed'),
        (weights, mask, order) => {
          const live = weights.filter((_, index) => (mask >> index) & 1);
          expect(compileWheel(live, order).length).toBeLessThanOrEqual(wheelCapacity(weights, order));
        },
      ),
    );
  });

  it('of weights that change comes near to them within its room, and leaves nobody out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 1, maxLength: 8 }), weights => {
        fc.pre(weights.some(weight => weight > 0));
        const room = wheelCapacity(
          weights.map(() => 1),
          'weighted',
          true,
        );
        const wheel = compileWheel(weights, 'weighted', room);
        expect(wheel.length).toBeLessThanOrEqual(room);
        const sum = weights.reduce((a, b) => a + b);
        for (const [index, weight] of weights.entries()) {
          const places = wheel.filter(first => first === index).length;
          expect(places > 0).toBe(weight > 0);
          expect(Math.abs(places / wheel.length - weight / sum)).toBeLessThan(0.05);
        }
      }),
    );
  });
});
