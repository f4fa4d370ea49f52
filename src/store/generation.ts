// The generation: everything that a reload replaces, as one immutable value.
import { isDeepStrictEqual } from 'node:util';
import type { AnswerSettings } from '../answer/settings.js';
import type { Config } from '../config/config.js';
import type { Loaded } from '../config/load.js';
import type { LoadedZone, LoadMemory } from '../config/load-memory.js';
import { AnswerCache } from '../forward/cache/answer-cache.js';
import type { Route } from '../forward/forwarder.js';
import { Acl } from '../guard/acl.js';
import { Cookies, systemSources } from '../guard/cookies.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { Arenas } from '../image/arena.js';
import { Catalog, type CatalogParts } from '../image/catalog.js';
import { randomWord, type SecretWord } from '../image/slot-plan.js';
import { answerSettings } from './answer-settings.js';
import { routing, withHealthNames } from './routes.js';
import { Rows, type ZoneVersion, zoneVersion } from './zone-version.js';

/** All that queries are answered by, and backends are probed by, from one load to the next. */
export interface Generation {
  /** Counts from 1. */
  readonly number: number;
  readonly config: Config;
  /** Zones and forward rules as plain data, which can be posted to other threads. */
  readonly parts: CatalogParts;
  /** The same, as this thread looks names up. */
  readonly catalog: Catalog;
  readonly settings: AnswerSettings;
  /** Whose queries are forwarded; see also {@link mayForward}. */
  readonly acl: Acl;
  /** Makes cookies, whether or not {@link settings} have them on. */
  readonly cookies: Cookies;
  readonly pools: readonly WatchedPool[];
  /** The same list as in the former generation when it holds the same. */
  readonly routes: readonly Route[];
  /** Kept answers to forwarded queries; undefined when nothing is forwarded or the cache is off. */
  readonly cache: AnswerCache | undefined;
  /** The zone label of each row of the request counters. */
  readonly rows: readonly string[];
  readonly zones: ReadonlyMap<LoadedZone, ZoneVersion>;
  /** Octets of shared memory that came with this generation. */
  readonly newOctets: number;
  /** What the next load may use again. */
  readonly memory: LoadMemory;
}

/** Whether a client may have names forwarded. */
export function mayForward({ catalog, acl }: Generation, address: string): boolean {
  return catalog.hasRoutes && acl.allows(address);
}

/** What is random, or the time of day, in a generation. */
export interface GenerationSources {
  /** For the secrets of pools. */
  readonly secretWord?: SecretWord;
}

/**
 * Compiles what was loaded. Zones, routes, cookies and the cache that are as they were in the former
 * generation are taken from it, with their counters and lineups.
 * @throws ImageError when a zone is over a limit
 */
export function makeGeneration(
  loaded: Loaded,
  former?: Generation,
  { secretWord = randomWord }: GenerationSources = {},
): Generation {
  const { config, memory, models, profiles } = loaded;
  const rows = new Rows(former?.rows);
  const arenas = new Arenas();
  const number = (former?.number ?? 0) + 1;
  const supplies = { arenas, profiles, secretWord, number };
  const zones = new Map<LoadedZone, ZoneVersion>();
  let lineupOctets = 0;
  for (const zone of loaded.zones) {
    const known = former?.zones.get(zone);
    const version = known ?? zoneVersion(models.get(zone)!, rows.of(zone.label), supplies);
    if (known === undefined) lineupOctets += version.image.lineups.byteLength;
    zones.set(zone, version);
  }
  const versions = [...zones.values()];
  const pools = versions.flatMap(version => version.pools);
  const { routes, rules } = routesOf(loaded, pools, former);
  const parts = { zones: versions.map(({ image }) => image), forwards: rules };
  const cookies = cookiesFor(config, former);
  return {
    ...{ number, config, parts, cookies, pools, routes, zones, memory },
    catalog: new Catalog(parts),
    settings: answerSettings(config, cookies),
    acl: Acl.of(config.allow),
    cache: cacheFor(config, routes, former?.cache),
    rows: rows.labels,
    newOctets: arenas.images.octets + arenas.turns.octets + lineupOctets,
  };
}

function routesOf({ forwards, config }: Loaded, pools: readonly WatchedPool[], former?: Generation) {
  const own = routing(forwards);
  const { routes, rules } = config.hasHealthTxt ? withHealthNames(own, pools) : own;
  const isSame = former !== undefined && isDeepStrictEqual(former.routes, routes);
  return { routes: isSame ? former.routes : routes, rules };
}

/** A random secret stays as long as none is configured. */
function cookiesFor({ cookies: { secrets } }: Config, former?: Generation): Cookies {
  const isRandom = secrets.length === 0;
  if (isRandom && former?.config.cookies.secrets.length === 0) return former.cookies;
  return new Cookies(systemSources, secrets);
}

/**
 * @param former is kept when it is as large and the upstreams are the same: what they said is what they would
 * say
 */
function cacheFor(
  { cache: size }: Config,
  routes: readonly Route[],
  former?: AnswerCache,
): AnswerCache | undefined {
  if (size === 0 || routes.every(upstreams => upstreams.length === 0)) return undefined;
  if (former !== undefined && former.size === size && former.routes === routes) return former;
  return new AnswerCache(size, routes, former?.counts);
}
