// The wheel of a lineup: the sequence of members that come first, turn by turn, for each order policy.
import type { Order } from '../zone/lineup-policy.js';
import { MAX_WEIGHT_SUM } from '../zone/pool.js';

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Places for each member in a wheel whose weights may change while the server runs: their accuracy. */
const ROOM_PER_MEMBER = 32;

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
  // Equal weights take turns; the search below takes a time in proportion to the sum and the number of members.
  if (weights.every(weight => weight <= 1)) return [...weights.keys()].filter(index => weights[index] === 1);
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

/**
 * The weights, made smaller in proportion when their sum is over `room`: as near as whole numbers come to it, and
 * no member loses its last place.
 * @param room at least twice as many as there are weights
 */
function fitted(weights: readonly number[], room: number): readonly number[] {
  const sum = total(weights);
  if (sum <= room) return weights;
  const scale = (room - weights.length) / sum;
  return reduced(weights.map(weight => (weight === 0 ? 0 : Math.max(1, Math.round(weight * scale)))));
}

const compilers: Record<Order, (weights: readonly number[], room: number) => number[]> = {
  cyclic: weights => weights.map((_, index) => index),
  weighted: (weights, room) => smoothRound(fitted(reduced(weights), room)),
  fixed: weights => weights.slice(0, 1).map(() => 0),
  // The order of an answer is found when it is asked for.
  shuffle: () => [],
  sticky: () => [],
};

/**
 * Compiles one full turn of first places.
 * @param weights of the live members, whole numbers from 0 to 256; only `weighted` looks at them. A member of
 *   weight 0 is never first unless all weights are 0, which then count as equal.
 * @param room the most places that it may have: {@link wheelCapacity}
 * @returns indices into `weights`; each weighted member stands there weight / gcd times, or nearly so when that is over `room`
 */
export function compileWheel(
  weights: readonly number[],
  order: Order,
  room = Number.POSITIVE_INFINITY,
): number[] {
  return compilers[order](weights, room);
}

/**
 * The longest wheel that any part of these members can need: what a slot of the lineup table must hold.
 * @param mayChange whether the weights may become others later
 */
export function wheelCapacity(weights: readonly number[], order: Order, mayChange = false): number {
  if (order === 'fixed') return Math.min(1, weights.length);
  if (order === 'cyclic') return weights.length;
  if (order !== 'weighted') return 0;
  // A part of the members has a sum no larger and a divisor no smaller; members of weight 0 alone go by turns.
  const capacity = Math.max(weights.length, total(reduced(weights)));
  if (!mayChange) return capacity;
  return Math.max(capacity, Math.min(weights.length * ROOM_PER_MEMBER, MAX_WEIGHT_SUM));
}
