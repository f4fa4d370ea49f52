// The names of TXT records that show the state of pools: `_health.NAME`.
import { type Name, NameError, nameFromText } from '../dns/name.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { type ForwardRule, OWN_ROUTE } from '../image/forward-rule.js';

export const HEALTH_LABEL = '_health';

/** The name that tells of a pool; undefined when there is none. */
export function healthName(pool: string): Name | undefined {
  try {
    return nameFromText(`${HEALTH_LABEL}.${pool.split(' ')[0]}.`);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** Has queries for the state of pools answered by other means than from zones. */
export function healthRules(pools: readonly Pick<WatchedPool, 'name'>[]): ForwardRule[] {
  const owners = new Map(pools.map(({ name }) => [name.split(' ')[0], name]));
  return [...owners.values()].flatMap(name => {
    const origin = healthName(name);
    return origin === undefined ? [] : [{ origin, route: OWN_ROUTE }];
  });
}
