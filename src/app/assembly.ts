// The assembly: loaded zones and forward rules become the catalog, the watched pools and the routes.
import { TALLY_ROWS } from '../answer/tally.js';
import type { Loaded } from '../config/load.js';
import { isWildcard, lowerName, type Name, nameToLabel, parentName, ROOT } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import type { Route } from '../forward/forwarder.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { compileZone } from '../image/build.js';
import { type CatalogParts, type ForwardRule, NO_ROUTE } from '../image/catalog.js';
import { resolveProbe } from '../zone/yaml/probe.js';

/** Everything that follows from one load of the files. */
export interface Assembly {
  readonly parts: CatalogParts;
  readonly pools: readonly WatchedPool[];
  readonly routes: readonly Route[];
  /** The zone label of each row of the request counters. */
  readonly rows: readonly string[];
}

/** The row of names outside all zones. */
const OUTSIDE = '.';
/** The label of all zones beyond those that have rows of their own. */
const FURTHER_ZONES = 'other';

/**
 * Compiles what was loaded. Lineups start with every member live.
 * @param formerRows rows of the load before: a zone keeps its row, because the counters go on
 * @throws ImageError when a zone is over a limit
 */
export function assemble(
  { zones, forwards, profiles }: Pick<Loaded, 'zones' | 'forwards' | 'profiles'>,
  formerRows: readonly string[] = [OUTSIDE],
): Assembly {
  const rows = new Map(formerRows.map((label, row) => [label, row]));
  const pools: WatchedPool[] = [];
  const compiled = zones.map(zone => {
    const row = rowOf(zone.label, rows);
    const result = compileZone(zone, row);
    const table = new Int32Array(result.compiled.lineups);
    for (const { rrset, pool, slot } of result.pools) {
      if (pool.probe === undefined) continue;
      const name = `${nameToLabel(rrset.owner).toLowerCase()} ${typeToText(rrset.type)}`;
      pools.push({
        name,
        pool,
        spec: resolveProbe(pool.probe, profiles),
        defaultHost: hostOf(rrset.owner),
        table,
        slot,
      });
    }
    return result.compiled;
  });
  const routes: Route[] = [];
  const parts = { zones: compiled, forwards: forwardRules(forwards, routes) };
  return { parts, pools, routes, rows: [...rows.keys()] };
}

/** The row of a zone; a new one while there are any. */
function rowOf(label: string, rows: Map<string, number>): number {
  const key = rows.has(label) || rows.size < TALLY_ROWS - 1 ? label : FURTHER_ZONES;
  const row = rows.get(key) ?? rows.size;
  rows.set(key, row);
  return row;
}

/** The Host to ask for when the probe names none: the owner; of a wildcard, what it stands below. */
function hostOf(owner: Name): string {
  return nameToLabel(isWildcard(owner) ? parentName(owner) : owner).toLowerCase();
}

/** Numbers the routes. A rule that points to the default route without one refuses. */
function forwardRules(forwards: Loaded['forwards'], routes: Route[]): ForwardRule[] {
  const fallback = forwards.find(({ domain, to }) => domain === undefined && Array.isArray(to));
  const defaultRoute = fallback === undefined ? NO_ROUTE : routes.push(fallback.to as Route) - 1;
  const rules = forwards
    .filter(({ domain }) => domain !== undefined)
    .map(({ domain, to }) => {
      const route = to === 'off' ? NO_ROUTE : to === 'default' ? defaultRoute : routes.push(to) - 1;
      return { origin: lowerName(domain ?? ROOT), route };
    });
  return defaultRoute === NO_ROUTE ? rules : [...rules, { origin: ROOT, route: defaultRoute }];
}
