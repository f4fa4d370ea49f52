// Makes of a load all that a generation consists of: plain data, so that another thread may make it than the one that serves it.
import type { Config } from '../config/config.js';
import type { FileFault } from '../config/file-fault.js';
import type { Loaded } from '../config/load.js';
import { keyOfZone, type LoadedZone } from '../config/load-memory.js';
import type { Route } from '../forward/forwarder.js';
import { Arenas } from '../image/arena.js';
import type { CatalogIndex } from '../image/catalog-names.js';
import type { NameSetImage } from '../image/name-set.js';
import { buildNameSet, type NameSetSources } from '../image/name-set-build.js';
import { randomWord, type SecretWord } from '../image/slot-plan.js';
import type { Checkpoint } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { IndexMaker } from './index-maker.js';
import { type Routing, routing, withHealthNames } from './routes.js';
import { type BuiltZone, buildZone, type CompiledVersion, type Supplies } from './zone-version.js';

/** In place of a zone's former position: it is the next of those that are new. */
export const NEW = -1;

/** In place of names that are as they were in the generation before. */
export const SAME_NAMES = 'same';

/** A zone that was read by this load. */
export interface AddedZone {
  readonly zone: BuiltZone;
  /** The position of the former zone with the same origin; {@link NEW} when there was none. */
  readonly replaces: number;
}

/** What was made of a load. Positions are those of the zones of the generation before, in their order. */
export interface Build {
  readonly config: Config;
  readonly routes: readonly Route[];
  /** Where the names of zones and forward rules stand. */
  readonly index: CatalogIndex;
  /** Names that are blocked or stand alone: undefined when there are none, {@link SAME_NAMES} when they are as they were. */
  readonly names: NameSetImage | typeof SAME_NAMES | undefined;
  /** What is not served as its file stands. */
  readonly faults: readonly FileFault[];
  /** For each zone its position, or {@link NEW}. */
  readonly positions: Int32Array;
  /** Those that are new, in order. */
  readonly added: readonly AddedZone[];
  /** Positions of zones that are gone, and that no other replaces. */
  readonly gone: readonly number[];
  /** Octets of files that were read. */
  readonly octets: number;
  /** Octets of shared memory that came. */
  readonly newOctets: number;
}

/** What a build has from others. */
export interface BuildSources {
  /** For the secrets of pools. */
  readonly secretWord?: SecretWord;
  /** Called between zones; what it throws ends the build. */
  readonly checkpoint?: Checkpoint;
  /** Of the builds before. */
  readonly indexes?: IndexMaker;
}

/**
 * Compiles what was loaded; zones that are as they were in the load before are not touched.
 * @throws ImageError when a zone is over a limit
 */
export function buildOf(loaded: Loaded, sources: BuildSources = {}): Build {
  const { secretWord = randomWord, checkpoint, indexes = new IndexMaker() } = sources;
  const { config, faults, models, profiles, octets } = loaded;
  const arenas = new Arenas();
  const supplies = { arenas, profiles, secretWord };
  const { positions, fresh, replaced, gone } = placesOf(loaded);
  const names = namesOf(loaded, { secretWord, checkpoint });
  const namesOctets = typeof names === 'object' ? names.memory.byteLength : 0;
  const views = config.views.map(({ name }) => name);
  const { routes, rules } = routingOf(loaded, views);
  let ownOctets = namesOctets;
  const index = indexes.make({ zones: loaded.zones, rules, views }, octets => {
    ownOctets += octets;
  });
  const added = fresh.map((loadedZone, index) => {
    checkpoint?.();
    const built = builtOf(models.get(loadedZone)!, supplies);
    const zone = { ...built, readMs: loadedZone.readMs };
    ownOctets += zone.image.lineups.byteLength;
    return { zone, replaces: replaced[index] };
  });
  return {
    ...{ config, faults, positions, added, gone, octets, routes, index, names },
    newOctets: ownOctets + arenas.images.octets + arenas.turns.octets,
  };
}

/** The same as {@link buildZone}, whose errors name the file. */
function builtOf(zone: Zone, supplies: Supplies): CompiledVersion {
  try {
    return buildZone(zone, supplies);
  } catch (error) {
    throw new Error(`${zone.source}: ${(error as Error).message}`, { cause: error });
  }
}

function namesOf({ names, formerNames }: Loaded, sources: NameSetSources): Build['names'] {
  const isSame =
    formerNames !== undefined &&
    names.length === formerNames.length &&
    names.every((part, index) => part === formerNames[index]);
  return isSame ? SAME_NAMES : buildNameSet(names, sources);
}

/** @param views the names of all views, in their order */
function routingOf({ forwards, leftOut, config, zones }: Loaded, views: readonly string[]): Routing {
  const own = routing(forwards, leftOut, views);
  return config.hasHealthTxt
    ? withHealthNames(
        own,
        zones.flatMap(({ pools }) => pools),
        views,
      )
    : own;
}

/** Where the zones of a load stood before, and which of those are gone. */
function placesOf({ zones, formerZones }: Loaded) {
  const former = new Map<LoadedZone, number>(formerZones.map((zone, position) => [zone, position]));
  const positions = Int32Array.from(zones, zone => former.get(zone) ?? NEW);
  const fresh = zones.filter(zone => !former.has(zone));
  for (const zone of zones) former.delete(zone);
  const left = new Map<string, number>();
  for (const [zone, position] of former) left.set(keyOfZone(zone), position);
  const replaced = fresh.map(zone => {
    const key = keyOfZone(zone);
    const position = left.get(key) ?? NEW;
    left.delete(key);
    return position;
  });
  return { positions, fresh, replaced, gone: [...left.values()] };
}
