// The generation: everything that a reload replaces, as one immutable value.
import { isDeepStrictEqual } from 'node:util';
import type { AnswerSettings } from '../answer/settings.js';
import type { Config } from '../config/config.js';
import type { FileFault } from '../config/file-fault.js';
import type { Loaded } from '../config/load.js';
import { NO_RULE, ruleNumber } from '../config/numbered-rules.js';
import { AnswerCache } from '../forward/cache/answer-cache.js';
import { routeKey } from '../forward/cache/route-key.js';
import type { Route } from '../forward/forwarder.js';
import { Acl } from '../guard/acl.js';
import { Cookies, systemSources } from '../guard/cookies.js';
import type { RateLimitRules } from '../guard/rate-limit.js';
import { newRateMemory } from '../guard/rate-memory.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { Catalog, type CatalogParts } from '../image/catalog.js';
import { serialOf, versionWord } from '../image/soa-serial.js';
import { atOnce, mapped, type Steps } from '../time/turns.js';
import { answerSettings } from './answer-settings.js';
import { type Build, type BuildSources, buildOf, NEW, SAME_NAMES } from './build.js';
import { followsHealth } from './followed-zone.js';
import { type HostAddresses, resolvedRoutes } from './upstream-hosts.js';
import { type BuiltZone, Rows, type ZoneVersion } from './zone-version.js';

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
  /** How often clients get the same answer over UDP; undefined when they get as many as they want. */
  readonly rateLimit: RateLimitRules | undefined;
  readonly pools: readonly WatchedPool[];
  /** As they are configured: upstreams may be given by name. */
  readonly namedRoutes: readonly Route[];
  /** Addresses of these names. */
  readonly hosts: HostAddresses;
  /** The routes with upstreams by address; the same list as in the former generation when it holds the same. */
  readonly routes: readonly Route[];
  /** By what answers of each route are kept, see forward/cache/route-key.ts. */
  readonly routeKeys: readonly number[];
  /** Kept answers to forwarded queries; undefined when nothing is forwarded or the cache is off. */
  readonly cache: AnswerCache | undefined;
  /** The zone label of each row of the request counters. */
  readonly rows: readonly string[];
  /** The label of each row of the counters of lists that block; row 0 is that of none. */
  readonly lists: readonly string[];
  readonly zones: readonly ZoneVersion[];
  /** What is not served as its file stands. */
  readonly faults: readonly FileFault[];
  /** Octets of shared memory that came with this generation. */
  readonly newOctets: number;
}

/** After how many zones others may have their turn. */
const ZONES_OF_STEP = 64;

/** Whether a client may have names forwarded. */
export function mayForward({ catalog, acl }: Generation, address: string): boolean {
  return catalog.hasRoutes && acl.allows(address);
}

/** As {@link assembleInSteps}, at once. */
export function assemble(build: Build, former?: Generation): Generation {
  return atOnce(assembleInSteps(build, former));
}

/**
 * Assembles what follows from a build. Zones, routes, cookies and the cache that are as they were in the former
 * generation are taken from it, with their counters and lineups.
 * @param former the generation in force, by whose zones the build says where each stood
 */
export function* assembleInSteps(build: Build, former?: Generation): Steps<Generation> {
  const { config, faults, newOctets, routes: namedRoutes, index } = build;
  const number = (former?.number ?? 0) + 1;
  const rows = new Rows(former?.rows);
  const zones = yield* zonesOf(build, { number, rows, former });
  const hosts = former?.hosts ?? new Map();
  const routes = routesOf(namedRoutes, hosts, former);
  const lists = new Rows(former?.lists ?? NO_LISTS);
  const names = namesOf(build, lists, former);
  const parts = { zones: yield* mapped(zones, ({ image }) => image), index, names };
  const cookies = cookiesFor(config, former);
  return {
    ...{ number, config, faults, parts, cookies, namedRoutes, hosts, routes, zones, newOctets },
    rateLimit: rateLimitFor(config, former),
    pools: poolsOf(zones),
    catalog: new Catalog(parts),
    settings: answerSettings(config, cookies),
    acl: Acl.of(config.allow),
    routeKeys: routes.map(routeKey),
    cache: cacheFor(config, namedRoutes, former),
    rows: rows.labels,
    lists: lists.labels,
  };
}

/**
 * Compiles what was loaded, and assembles the generation that follows from it.
 * @param former made from the load before
 * @throws ImageError when a zone is over a limit
 */
export function makeGeneration(loaded: Loaded, former?: Generation, sources?: BuildSources): Generation {
  return assemble(buildOf(loaded, sources), former);
}

/** What zones of a generation are numbered by. */
interface Numbers {
  readonly number: number;
  readonly rows: Rows;
  readonly former: Generation | undefined;
}

function* zonesOf(build: Build, { number, rows, former }: Numbers): Steps<ZoneVersion[]> {
  const zones: ZoneVersion[] = [];
  let added = 0;
  for (const position of build.positions) {
    if (zones.length % ZONES_OF_STEP === 0) yield;
    if (position !== NEW) {
      zones.push(withRules(former!.zones[position], build.config));
      continue;
    }
    const { zone: built, replaces } = build.added[added++];
    const { image, ...zone } = built;
    const version = { ...zone, image: { ...image, row: rows.of(zone.label) }, number };
    zones.push(withRules(version, build.config, former?.zones[replaces]));
  }
  return zones;
}

/**
 * The same version, by the rules that a configuration has for it; the same object when it goes by those already.
 * @param replaced the one before it: both have one word for the serial, which so never goes back
 */
function withRules(
  zone: ZoneVersion,
  { transfers, askers: askerRules }: Config,
  replaced?: ZoneVersion,
): ZoneVersion {
  const transfer = ruleNumber(transfers, zone.source);
  const askers = ruleNumber(askerRules, zone.source);
  const { image } = zone;
  const { version: former } = image;
  const version = followsHealth(zone, transfers)
    ? (former ?? replaced?.image.version ?? versionWord(serialOf(zone.image)))
    : undefined;
  const isSame = transfer === (image.transfer ?? NO_RULE) && askers === (image.askers ?? NO_RULE);
  if (isSame && version === former) return zone;
  return { ...zone, image: { ...image, transfer, askers, version } };
}

/** Before any list. */
const NO_LISTS: readonly string[] = [''];

function namesOf({ names }: Build, lists: Rows, former?: Generation): CatalogParts['names'] {
  if (names === SAME_NAMES) return former?.parts.names;
  if (names === undefined) return undefined;
  return {
    ...names,
    rows: names.labels.map((label, list) => (names.counts[list] === 0 ? 0 : lists.of(label))),
  };
}

function poolsOf(zones: readonly ZoneVersion[]): WatchedPool[] {
  const all: WatchedPool[] = [];
  for (const { pools } of zones) if (pools.length > 0) for (const pool of pools) all.push(pool);
  return all;
}

function routesOf(named: readonly Route[], hosts: HostAddresses, former?: Generation): readonly Route[] {
  const routes = resolvedRoutes(named, hosts);
  return former !== undefined && isDeepStrictEqual(former.routes, routes) ? former.routes : routes;
}

/** The same generation, in which upstreams that are given by name have these addresses. */
export function withHosts(generation: Generation, hosts: HostAddresses): Generation {
  const routes = routesOf(generation.namedRoutes, hosts, generation);
  return { ...generation, hosts, routes, routeKeys: routes.map(routeKey), newOctets: 0 };
}

/** The same generation, in which some zones have other members. @param newOctets of shared memory that came with them */
export function withZones(
  generation: Generation,
  next: ReadonlyMap<ZoneVersion, BuiltZone>,
  newOctets: number,
): Generation {
  const number = generation.number + 1;
  const zones = generation.zones.map(zone => {
    const other = next.get(zone);
    return other === undefined ? zone : { ...other, number };
  });
  const parts = { ...generation.parts, zones: zones.map(({ image }) => image) };
  return {
    ...generation,
    number,
    zones,
    parts,
    catalog: new Catalog(parts),
    pools: poolsOf(zones),
    newOctets,
  };
}

/** A random secret stays as long as none is configured. */
function cookiesFor({ cookies: { secrets } }: Config, former?: Generation): Cookies {
  const isRandom = secrets.length === 0;
  if (isRandom && former?.config.cookies.secrets.length === 0) return former.cookies;
  return new Cookies(systemSources, secrets);
}

/** What clients have had so far counts on when the rules change. */
function rateLimitFor({ rateLimit }: Config, former?: Generation): RateLimitRules | undefined {
  return rateLimit && { ...rateLimit, memory: former?.rateLimit?.memory ?? newRateMemory() };
}

/**
 * @param former is kept when it is as large: what is kept of an upstream that is not asked any more makes room
 * for the rest
 */
function cacheFor(
  { cache: size, keeping, upstreams: { edits } }: Config,
  routes: readonly Route[],
  { cache: former, config }: Partial<Pick<Generation, 'cache' | 'config'>> = {},
): AnswerCache | undefined {
  if (size === 0 || routes.every(upstreams => upstreams.length === 0)) return undefined;
  // Answers are kept as they were changed.
  if (former?.size === size && isDeepStrictEqual(config?.upstreams.edits, edits)) return former;
  const cache = AnswerCache.ofSize(size, keeping);
  if (former !== undefined) cache.countOn(former);
  return cache;
}
