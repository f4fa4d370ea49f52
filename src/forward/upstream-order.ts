// Which upstream of a route is asked first, and which next.
import type { Route } from './upstream.js';
import type { UpstreamTable } from './upstream-table.js';

/** What decides about the order. */
export const FORWARD_POLICY = {
  /** That of the file, in which one that is clearly slower goes behind. */
  ORDER: 'order',
  /** That of the file. */
  STRICT: 'strict',
  /** All at once. */
  PARALLEL: 'parallel',
  /** Another one for each query. */
  RANDOM: 'random',
} as const;
export type ForwardPolicy = (typeof FORWARD_POLICY)[keyof typeof FORWARD_POLICY];

/** A route with the rows of its upstreams. */
export interface RoutePlan {
  readonly route: Route;
  readonly rows: readonly number[];
  /** Equal for routes with the same upstreams. */
  readonly key: string;
}

/** So much slower than another one is one that loses its place to it: twice, and 50 ms more. */
const SLOWER_BY = 2;
const SLOWER_BY_MS = 50;

const ALONE: readonly number[] = [0];

/** Whether one upstream is clearly slower than another. One that was never asked counts as fast, so that it is tried. */
function isSlower(table: UpstreamTable, row: number, other: number): boolean {
  return table.rttMs(row) > SLOWER_BY * table.rttMs(other) + SLOWER_BY_MS;
}

/**
 * The positions of the upstreams of a route in the order in which they are to be asked; those that fail come last.
 * @param random from 0 to 1, below 1
 */
export function orderOf(
  { rows }: RoutePlan,
  policy: ForwardPolicy,
  table: UpstreamTable,
  random = Math.random,
) {
  if (rows.length === 1) return ALONE;
  const order = rows.map((_, position) => position);
  if (policy === FORWARD_POLICY.RANDOM) shuffle(order, random);
  const isBehind = (position: number, other: number): boolean => {
    const [fails, otherFails] = [table.isFailing(rows[position]), table.isFailing(rows[other])];
    if (fails !== otherFails) return fails;
    return policy === FORWARD_POLICY.ORDER && isSlower(table, rows[position], rows[other]);
  };
  // Insertion keeps the order of those between which nothing decides.
  for (let from = 1; from < order.length; from++)
    for (let at = from; at > 0 && isBehind(order[at - 1], order[at]); at--)
      [order[at - 1], order[at]] = [order[at], order[at - 1]];
  return order;
}

function shuffle(order: number[], random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
}
