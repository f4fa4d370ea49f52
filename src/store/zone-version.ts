// One version of a zone: its image, the pools in it that are probed or that operators can take members out of, and where it came from.
import { TALLY_ROWS } from '../answer/tally.js';
import { isWildcard, type Name, nameToLabel, parentName } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Probing, WatchedPool } from '../health/watched-pool.js';
import type { Arenas } from '../image/arena.js';
import { compileZone } from '../image/build.js';
import type { CompiledZone } from '../image/served-zone.js';
import type { SecretWord } from '../image/slot-plan.js';
import { mapCheck } from '../probe/check.js';
import { hasOwnProbing, memberProbe } from '../probe/member-probe.js';
import type { ProbeProfiles } from '../probe/profiled.js';
import { resolveProbe, UNPROBED } from '../probe/resolve.js';
import type { Check, ProbeReference, ProbeSpec } from '../probe/spec.js';
import { type Follower, poolName, trackedNames } from '../probe/track/pool-name.js';
import type { Pool } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import type { Edited, UpdatedPart } from '../zone/update/overlay.js';
import type { Zone } from '../zone/zone.js';
import type { OpenZone, ProbedPool } from './open-zone.js';

/** A zone as it was read and compiled: plain data, whose memory is shared with whoever it is posted to. */
export interface BuiltZone extends CompiledVersion {
  /** When it was read, in milliseconds since 1970. */
  readonly readMs: number;
}

/** What is made of a zone alone. */
export interface CompiledVersion {
  /** What people call it: its origin, and its view if it is in one. */
  readonly label: string;
  /** Its row of the request counters is given when it comes into a generation. */
  readonly image: CompiledZone;
  readonly pools: readonly WatchedPool[];
  /** The file that it was read from. */
  readonly source: string;
  /** Whether the store chooses its serial, for its file gives none. */
  readonly leavesSerial: boolean;
  /** Of a zone with pools whose members sources find: what the image and the pools were made from. */
  readonly open?: OpenZone;
  /** Of a zone that updates have led away from its file: how far, when that was read. */
  readonly updated?: UpdatedPart;
  /** Of a zone that updates have changed: the serial that it had. */
  readonly leastSerial?: number;
  /** The same: where its file was edited, too, since that was taken in last. */
  readonly edited?: readonly Edited[];
}

/** A version is never changed; the image and its memory are shared with the answer threads. */
export interface ZoneVersion extends BuiltZone {
  /** The number of the generation in which it came. */
  readonly number: number;
}

/** What the zones of one load are made with. */
export interface Supplies {
  readonly arenas: Arenas;
  readonly profiles: ProbeProfiles;
  readonly secretWord: SecretWord;
}

/** Before a zone comes into a generation. */
const NO_ROW = 0;

const NO_POOLS: readonly WatchedPool[] = [];

/**
 * Compiles a zone. Its lineups start with every member live.
 * @throws ImageError when a limit of the image is passed
 */
export function buildZone(zone: Zone, supplies: Supplies): CompiledVersion {
  const { arenas, profiles, secretWord } = supplies;
  const { labelInView: label, source, leavesSerial, updated, edited, leastSerial } = zone;
  const facts = {
    ...{ label, source, leavesSerial },
    ...(updated === undefined ? {} : { updated }),
    ...(edited === undefined ? {} : { edited }),
    ...(leastSerial === undefined ? {} : { leastSerial }),
  };
  const { compiled: image, pools, gaps } = compileZone(zone, NO_ROW, arenas, secretWord);
  if (pools.length + gaps.length === 0) return { ...facts, image, pools: NO_POOLS };
  const table = new Int32Array(image.lineups);
  const watched = pools.flatMap(({ rrset, pool, slot, isWatched }) =>
    isWatched ? [{ ...probedPool(rrset, pool, profiles, zone), pool, table, slot }] : [],
  );
  const built = { ...facts, image, pools: watched };
  if (gaps.length === 0) return built;
  const open = gaps.map(gap => ({ ...probedPool(gap, gap.pool, profiles, zone), gap }));
  return { ...built, open: { base: image, fixed: watched, pools: open, fillings: [] } };
}

/** What is known of how the members of a pool are probed. */
function probedPool(
  rrset: Pick<RRset, 'owner' | 'type'>,
  pool: Pool,
  profiles: ProbeProfiles,
  { origin, view }: Pick<Zone, 'origin' | 'view'>,
): ProbedPool {
  const name = poolName(rrset.owner, rrset.type, view);
  const follower = { origin, view, pool: name };
  const probing = (probe: ProbeReference | undefined) => probingOf(probe, profiles, follower);
  const partner = pool.members.some(({ tied }) => tied !== undefined) ? partnerOf(rrset, view) : undefined;
  const defaultHost = hostOf(rrset.owner);
  return { name, partner, defaultHost, ...probing(pool.probe), ...ownProbings(pool, probing) };
}

function probingOf(probe: ProbeReference | undefined, profiles: ProbeProfiles, follower: Follower): Probing {
  if (probe === undefined) return { spec: UNPROBED };
  const spec = located(resolveProbe(probe, profiles), follower);
  return { spec, ...(spec.track === undefined ? {} : { follows: trackedNames(spec.track, follower) }) };
}

/** Members that are probed in ways of their own. */
function ownProbings(
  { probe, members }: Pool,
  probing: (probe: ProbeReference | undefined) => Probing,
): Pick<WatchedPool, 'own'> {
  const own = members.flatMap((member, index) =>
    hasOwnProbing(member) ? [[index, probing(memberProbe(probe, member))] as const] : [],
  );
  return own.length === 0 ? {} : { own: new Map(own) };
}

/** The spec with the pools and members that its parts may mean. */
function located(spec: ProbeSpec, follower: Follower): ProbeSpec {
  const { check } = spec;
  if (check === undefined) return spec;
  const named = mapCheck(
    check,
    (probe): Check => ({ probe }),
    texts => texts.flatMap(text => trackedNames(text, follower)),
  );
  return { ...spec, check: named };
}

/** The name of the pool of the other family. */
function partnerOf({ owner, type }: Pick<RRset, 'owner' | 'type'>, view: string | undefined): string {
  return poolName(owner, type === TYPE.A ? TYPE.AAAA : TYPE.A, view);
}

/**
 * The Host to ask for when the probe names none: the owner, without labels such as those of
 * `_8443._https.www.example.org` (RFC 9460 §2.3); of a wildcard, what it stands below.
 */
function hostOf(owner: Name): string {
  const host = nameToLabel(isWildcard(owner) ? parentName(owner) : owner).toLowerCase();
  return host.replace(/^(?:_[^.]*\.)+(?=.)/, '');
}

/** The row of names outside all zones. */
const OUTSIDE = '.';
/** The label of all zones beyond those that have rows of their own. */
const FURTHER_ZONES = 'other';

/**
 * The rows of the request counters, by label of the zone. A zone keeps its row, because the counters go on.
 */
export class Rows {
  readonly #rows: Map<string, number>;

  constructor(former: readonly string[] = [OUTSIDE]) {
    this.#rows = new Map(former.map((label, row) => [label, row]));
  }

  /** The row of a zone; a new one while there are any. */
  of(label: string): number {
    const key = this.#rows.has(label) || this.#rows.size < TALLY_ROWS - 1 ? label : FURTHER_ZONES;
    const row = this.#rows.get(key) ?? this.#rows.size;
    this.#rows.set(key, row);
    return row;
  }

  get labels(): string[] {
    return [...this.#rows.keys()];
  }
}
