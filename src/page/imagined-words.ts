// What is said of a pool as it would be: in the form of an order, and where members are imagined.
import type { PoolReason } from '../view/pool-reason.js';
import { liveText } from '../view/pool-words.js';

export const WOULD_BE_EMPTY = 'It would be empty: clients would get no address.';

/** Its name, and how many of its members would be live. */
export function imaginedTitle({ pool, members, ...rest }: PoolReason): string {
  return `${pool}: ${liveText({ total: members.length, ...rest })}`;
}
