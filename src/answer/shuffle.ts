// The order `shuffle`: members in random order, each of them first exactly once in every block of as many turns.
import { mix } from '../image/mix.js';
import { halfSipHash } from './half-sip-hash.js';

/** What a hash is for, so that those of a block and of a turn are not alike. */
const PURPOSE = { BLOCK: 0, TURN: 1 } as const;

/** The increment of SplitMix32, odd and without a pattern. */
const STEP = 0x9e3779b9;

let state = 0;

/** A whole number from 0 to below `bound`, at most 2^16. */
function below(bound: number): number {
  state = (state + STEP) | 0;
  return Math.floor(((mix(state) >>> 0) * bound) / 0x1_0000_0000);
}

function swap(order: Int32Array, one: number, other: number): void {
  const moved = order[one];
  order[one] = order[other];
  order[other] = moved;
}

/** Puts random ones of those from `from` to `count` into the places up to `to` (Fisher and Yates). */
function deal(order: Int32Array, from: number, to: number, count: number): void {
  for (let index = from; index < to; index++) swap(order, index, index + below(count - index));
}

/**
 * Shuffles `count` entries of `order`, as far as the first `limit` of them.
 * Every process that knows the secret finds the same order for a turn, whatever turns it has seen.
 * @param turn the counter of the pool, unsigned: its blocks of `count` turns are permutations
 * @param from where the entries begin
 */
export function shuffle(
  order: Int32Array,
  count: number,
  limit: number,
  turn: number,
  secret0: number,
  secret1: number,
  from = 0,
): void {
  if (count < 2) return;
  const end = from + count;
  const block = Math.floor(turn / count);
  const place = turn - block * count;
  state = halfSipHash(secret0, secret1, block, PURPOSE.BLOCK);
  deal(order, from, from + place + 1, end);
  swap(order, from, from + place);
  if (limit < 2) return;
  state = halfSipHash(secret0, secret1, turn, PURPOSE.TURN);
  deal(order, from + 1, from + Math.min(limit, count - 1), end);
}
