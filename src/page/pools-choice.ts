// What of the pools somebody wants to see who has no script, and the addresses that say so.
import { nextOrder, type Order } from './pool-table.js';

export interface PoolsChoice {
  /** Words that pools or members have. */
  readonly q?: string;
  /** Only pools in trouble. */
  readonly trouble?: string;
  /** One pool alone. */
  readonly pool?: string;
  /** By which column members are sorted, and whether the other way round. */
  readonly sort?: string;
  readonly down?: string;
  /** Counts from 1. */
  readonly page?: number;
}

export function orderOf({ sort, down }: PoolsChoice): Order | undefined {
  return sort === undefined ? undefined : { column: sort, isDown: down !== undefined };
}

/** The address of the page with that choice. */
export function hrefOf(choice: PoolsChoice): string {
  const { q, trouble, pool, sort, down, page } = choice;
  const all = { q, trouble, pool, sort, down, page: page === 1 ? undefined : page };
  const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)] as [string, string]));
  return given.length === 0 ? '/' : `/?${query}`;
}

/** The address of the page that is sorted by a column, or the other way round, or no more. */
export function sortHref(choice: PoolsChoice, column: string): string {
  const order = nextOrder(orderOf(choice), column);
  const down = order?.isDown === true ? '1' : undefined;
  return hrefOf({ ...choice, sort: order?.column, down, page: undefined });
}
