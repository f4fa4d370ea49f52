// The assembly: loaded zones and forward rules become the catalog, the watched pools and the routes.
import { isDeepStrictEqual } from 'node:util';
import { TALLY_ROWS } from '../answer/tally.js';
import type { Loaded } from '../config/load.js';
import type { LoadedZone } from '../config/load-memory.js';
import { isWildcard, lowerName, type Name, nameToLabel, parentName, ROOT } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Route } from '../forward/forwarder.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { compileZone } from '../image/build.js';
import { type CatalogParts, type ForwardRule, NO_ROUTE } from '../image/catalog.js';
import type { CompiledZone } from '../image/served-zone.js';
import { Shelves } from '../image/shelf.js';
import { randomWord, type SecretWord } from '../image/slot-plan.js';
import { type ProbeProfiles, resolveProbe } from '../probe/resolve.js';
import { poolName, trackedNames } from '../probe/track/settings.js';
import type { RRset, Zone } from '../zone/zone.js';
import { healthRules } from './health-names.js';

/** The route of what this server answers itself: it has no upstream. */
const OWN_ROUTE: Route = [];

/** A zone ready to be served, with the pools in it that are probed. */
interface AssembledZone {
  readonly compiled: CompiledZone;
  readonly pools: readonly WatchedPool[];
}

/** Everything that follows from one load of the files. */
export interface Assembly {
  readonly parts: CatalogParts;
  readonly pools: readonly WatchedPool[];
  /** The same list as in the former assembly when it holds the same. */
  readonly routes: readonly Route[];
  /** Octets of shared memory that new zones take. */
  readonly newOctets: number;
  /** The zone label of each row of the request counters. */
  readonly rows: readonly string[];
  /** For the next assembly: what a zone, as long as it is the same, is made into. */
  readonly zones: ReadonlyMap<LoadedZone, AssembledZone>;
}

const NO_POOLS: readonly WatchedPool[] = [];

/** The row of names outside all zones. */
const OUTSIDE = '.';
/** The label of all zones beyond those that have rows of their own. */
const FURTHER_ZONES = 'other';

type Ingredients = Pick<Loaded, 'zones' | 'models' | 'forwards' | 'profiles'> &
  Partial<Pick<Loaded, 'config'>>;

/**
 * Compiles what was loaded. Lineups of new zones start with every member live; zones that are as they were in the former assembly
 * are taken from it, with their counters and lineups.
 * @param secretWord for the secrets of pools
 * @throws ImageError when a zone is over a limit
 */
export function assemble(
  { zones, models, forwards, profiles, config }: Ingredients,
  former?: Assembly,
  secretWord = randomWord,
): Assembly {
  // A zone keeps its row, because the counters go on.
  const rows = new Map((former?.rows ?? [OUTSIDE]).map((label, row) => [label, row]));
  const assembled = new Map<LoadedZone, AssembledZone>();
  const shelves = new Shelves();
  let lineupOctets = 0;
  for (const zone of zones) {
    const known = former?.zones.get(zone);
    const each =
      known ?? assembleZone(models.get(zone)!, rowOf(zone.label, rows), { shelves, profiles, secretWord });
    assembled.set(zone, each);
    if (known === undefined) lineupOctets += each.compiled.lineups.byteLength;
  }
  const routes: Route[] = [];
  const pools = [...assembled.values()].flatMap(zone => zone.pools);
  const rules = forwardRules(forwards, routes);
  if (config?.hasHealthTxt === true) rules.push(...healthRules(pools, routes.push(OWN_ROUTE) - 1));
  const parts = { zones: [...assembled.values()].map(({ compiled }) => compiled), forwards: rules };
  const isSame = former !== undefined && isDeepStrictEqual(former.routes, routes);
  return {
    parts,
    pools,
    routes: isSame ? former.routes : routes,
    rows: [...rows.keys()],
    zones: assembled,
    newOctets: shelves.images.octets + shelves.turns.octets + lineupOctets,
  };
}

interface Supplies {
  readonly shelves: Shelves;
  readonly profiles: ProbeProfiles;
  readonly secretWord: SecretWord;
}

function assembleZone(zone: Zone, row: number, { shelves, profiles, secretWord }: Supplies): AssembledZone {
  const { compiled, pools } = compileZone(zone, row, shelves, secretWord);
  if (pools.length === 0) return { compiled, pools: NO_POOLS };
  const table = new Int32Array(compiled.lineups);
  const watched = pools.flatMap(({ rrset, pool, slot }) => {
    if (pool.probe === undefined) return [];
    const name = poolName(rrset.owner, rrset.type);
    const spec = resolveProbe(pool.probe, profiles);
    const follows = spec.track === undefined ? {} : { follows: trackedNames(spec.track, zone.origin) };
    const partner = pool.members.some(({ tied }) => tied !== undefined) ? partnerOf(rrset) : undefined;
    return [{ name, pool, partner, spec, defaultHost: hostOf(rrset.owner), table, slot, ...follows }];
  });
  return { compiled, pools: watched };
}

/** The name of the pool of the other family. */
function partnerOf({ owner, type }: RRset): string {
  return poolName(owner, type === TYPE.A ? TYPE.AAAA : TYPE.A);
}

/** The row of a zone; a new one while there are any. */
function rowOf(label: string, rows: Map<string, number>): number {
  const key = rows.has(label) || rows.size < TALLY_ROWS - 1 ? label : FURTHER_ZONES;
  const row = rows.get(key) ?? rows.size;
  rows.set(key, row);
  return row;
}

/**
 * The Host to ask for when the probe names none: the owner, without labels such as those of `_8443._https.www.example.org`
 * (RFC 9460 §2.3); of a wildcard, what it stands below.
 */
function hostOf(owner: Name): string {
  const host = nameToLabel(isWildcard(owner) ? parentName(owner) : owner).toLowerCase();
  return host.replace(/^(?:_[^.]*\.)+(?=.)/, '');
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
