// The names of TXT records that show the state of pools: `_health.NAME`.
import { viewNumber } from '../config/view-keys.js';
import { type Name, NameError, nameFromText } from '../dns/name.js';
import { splitView } from '../dns/view-label.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { type ForwardRule, OWN_ROUTE } from '../image/forward-rule.js';

export const HEALTH_LABEL = '_health';

/** The owner of a pool, and its view if it is in one. */
export function ownerOf(pool: string): ReturnType<typeof splitView> {
  return splitView(pool.split(' ')[0]);
}

/** The name that tells of a pool; undefined when there is none. */
export function healthName(pool: string): Name | undefined {
  try {
    return nameFromText(`${HEALTH_LABEL}.${ownerOf(pool)[0]}.`);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** Has queries for the state of pools answered by other means than from zones. @param views the names of all, in their order */
export function healthRules(
  pools: readonly Pick<WatchedPool, 'name'>[],
  views: readonly string[],
): ForwardRule[] {
  const owners = new Map(pools.map(({ name }) => [name.split(' ')[0], name]));
  return [...owners.values()].flatMap(name => {
    const origin = healthName(name);
    const [, view] = ownerOf(name);
    const own = view === undefined ? {} : { view: viewNumber(view, views) };
    return origin === undefined ? [] : [{ origin, route: OWN_ROUTE, ...own }];
  });
}
