// Weights by percents: whole numbers in the same proportion.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, wholeWeights } from '../../src/health/whole-weights.js';

describe('weights', () => {
  it('that are whole stay', () => {
    expect(wholeWeights([1, 2, 0])).toEqual([1, 2, 0]);
  });

  it('that are not become the smallest whole ones in the same proportion', () => {
    expect(wholeWeights([percentOf(1, 50), 1])).toEqual([1, 2]);
    expect(wholeWeights([percentOf(1, 75), percentOf(1, 50), 0])).toEqual([3, 2, 0]);
    expect(wholeWeights([percentOf(3, 33), 1])).toEqual([99, 100]);
    expect(percentOf(200, 1000)).toBe(256);
  });

  it('are bounded, and none is lost', () => {
    const weight = fc.tuple(fc.integer({ min: 0, max: 256 }), fc.integer({ min: 1, max: 99_999 }));
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 20 }), pairs => {
        const weights = pairs.map(([each, percent]) => percentOf(each, percent));
        const whole = wholeWeights(weights);
        const most = Math.max(...weights);
        for (const [index, each] of whole.entries()) {
          expect(Number.isInteger(each) && each >= 0 && each <= 256).toBe(true);
          expect(each > 0).toBe(weights[index] > 0);
          // As near to the proportion as 256 steps allow.
          const exact = most === 0 ? 0 : (weights[index] / most) * Math.max(...whole);
          expect(Math.abs(each - exact)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
