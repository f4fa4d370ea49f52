// The wheel of a lineup: the sequence of members that come first, turn by turn, for each order policy.
import type { Order } from '../zone/lineup-policy.js';

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The weights without their common factor; equal ones when all are zero. */
function reduced(weights: readonly number[]): number[] {
  const divisor = weights.reduce(greatestCommonDivisor, 0);
  return divisor === 0 ? weights.map(() => 1) : weights.map(weight => weight / divisor);
}

function total(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/**
 * One period of smooth weighted round robin. Each turn every member gains its weight, the one with the most
 * (the earliest on a tie) is handed out and pays the sum of all; this is what nginx does, so that the same
 * weights give the same sequence.
 */
function smoothRound(weights: readonly number[]): number[] {
  const sum = total(weights);
  const credit = new Int32Array(weights.length);
  const wheel: number[] = [];
  while (wheel.length < sum) {
    let best = 0;
    for (let index = 0; index < weights.length; index++) {
      credit[index] += weights[index];
      if (credit[index] > credit[best]) best = index;
    }
    credit[best] -= sum;
    wheel.push(best);
  }
  return wheel;
}

const compilers: Record<Order, (weights: readonly number[]) => number[]> = {
  cyclic: weights => weights.map((_, index) => index),
  weighted: weights => smoothRound(reduced(weights)),
  fixed: weights => weights.slice(0, 1).map(() => 0),
  // The order of an answer is found when it is asked for.
  shuffle: () => [],
  sticky: () => [],
};

/**
 * Compiles one full turn of first places.
 * @param weights of the live members, whole numbers from 0 to 256; only `weighted` looks at them. A member of
 *   weight 0 is never first unless all weights are 0, which then count as equal.
 * @returns indices into `weights`; each weighted member stands there weight / gcd times
 */
export function compileWheel(weights: readonly number[], order: Order): number[] {
  return compilers[order](weights);
}

/** The longest wheel that any part of these members can need: what a slot of the lineup table must hold. */
export function wheelCapacity(weights: readonly number[], order: Order): number {
  if (order === 'fixed') return Math.min(1, weights.length);
  if (order === 'cyclic') return weights.length;
  if (order !== 'weighted') return 0;
  // A part of the members has a sum no larger and a divisor no smaller; members of weight 0 alone go by turns.
  return Math.max(weights.length, total(reduced(weights)));
}
