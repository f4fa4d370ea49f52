// What a load remembers for the next one, so that only zones of changed files are read and compiled again.
import { nameFromKey, nameKey, nameToLabel } from '../dns/name.js';
import { inView } from '../dns/view-label.js';
import type { NamePart } from '../image/name-part.js';
import { type Problem, Problems } from '../source/problem.js';
import type { CatalogMember } from '../zone/catalog/members.js';
import type { Zone } from '../zone/zone.js';
import type { CatalogOwners } from './catalog-requests.js';
import type { DnsmasqSettings } from './dnsmasq/settings.js';
import type { LentPool } from './fallback-pools.js';
import type { FileFault } from './file-fault.js';
import { changedSince, fileState, type Traced } from './file-state.js';
import type { ForwardTo } from './forward-to.js';
import type { LeftOutName } from './left-out.js';
import type { OwnFiles } from './own-files.js';
import type { ProbesWithFiles } from './probe-files.js';
import type { ResolvServers } from './resolv-file.js';
import type { SocketAddress } from './socket-address.js';
import type { ProbedPool } from './track-checks.js';
import type { ZoneRequest } from './zone-requests.js';

const NONE: readonly never[] = [];

/**
 * A zone of a load: the same object in later loads, for as long as what it was read from is the same. It is
 * plain data, so that another thread can remember it.
 */
export interface LoadedZone {
  /**
   * The apex in wire form as it was written, an octet in each character: a string takes less memory than
   * octets do.
   */
  readonly origin: string;
  /** The view whose clients alone see it; absent when all do. */
  readonly view?: string;
  /** The file that it was read from. */
  readonly source: string;
  /** When the load began that read it, in milliseconds since 1970. */
  readonly readMs: number;
  /** The pools in it that are probed, once `health:` was applied. */
  pools: readonly ProbedPool[];
  /** The names of the others; absent when there are none. */
  unprobed?: readonly string[];
  /** The pools in it that others may fall back to; absent when there are none. */
  lent?: readonly LentPool[];
  /** The views that its pools prefer members for; absent when there are none. */
  prefers?: readonly string[];
  /** The names of pools that do without their fallback or probe, because of an error; absent when there are none. */
  incomplete?: readonly string[];
}

/** A zone of which no pool is known yet. @param readMs when the load began, in milliseconds since 1970 */
export function loadedZone(
  { origin, source, view }: Pick<Zone, 'origin' | 'source'> & Partial<Pick<Zone, 'view'>>,
  readMs: number,
): LoadedZone {
  const own = view === undefined ? {} : { view };
  return { origin: Buffer.from(origin).toString('latin1'), ...own, source, readMs, pools: NONE };
}

/** Of the apex, as {@link nameKey}, and the view. */
export function keyOfZone({ origin, view }: Pick<LoadedZone, 'origin' | 'view'>): string {
  return inView(nameKey(nameFromKey(origin)), view);
}

/** What people call it: the origin, and the view if it is in one. */
export function labelOfZone({ origin, view }: LoadedZone): string {
  return inView(nameToLabel(nameFromKey(origin)), view);
}

/** What one zone file, with all that it includes, has led to. */
export interface ReadFile {
  readonly zones: readonly LoadedZone[];
  readonly forwards: readonly ForwardTo[];
  readonly listen: readonly SocketAddress[];
  readonly cacheSize: number | undefined;
  readonly readsResolvConf: boolean;
  /** What it says about upstreams and their answers, if it is such a file. */
  readonly settings: DnsmasqSettings | undefined;
  /** Names that are blocked or stand alone, if there are any. */
  readonly names: NamePart | undefined;
  /** What is wrong or doubtful about it. */
  readonly problems: Problems;
  /** Entries of `health:`, by number, that have found their records in its zones. */
  readonly matched: Set<number>;
  /** Those of them that probe hosts whose addresses other files hold. */
  readonly foreign: Set<number>;
  readonly traced: readonly Traced[];
  /** Zones that it lists, if it is a catalog. */
  readonly members?: readonly CatalogMember[] | undefined;
}

/** Stand for what most of very many files do not have. */
const NO_PROBLEMS = new Problems();
const NO_MATCHES = new Set<number>();

/** Of a file that is not looked into. */
export const NOTHING_READ: ReadFile = {
  zones: NONE,
  forwards: NONE,
  listen: NONE,
  cacheSize: undefined,
  readsResolvConf: false,
  settings: undefined,
  names: undefined,
  problems: NO_PROBLEMS,
  matched: NO_MATCHES,
  foreign: NO_MATCHES,
  traced: NONE,
};

const orNone = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NONE : list);

/** The same in little memory; it is not to be changed any more. */
function compact({
  zones,
  forwards,
  listen,
  cacheSize,
  readsResolvConf,
  settings,
  names,
  problems,
  matched,
  foreign,
  traced,
  members,
}: ReadFile): ReadFile {
  return {
    zones,
    forwards: orNone(forwards),
    listen: orNone(listen),
    cacheSize,
    readsResolvConf,
    settings,
    names,
    problems: problems.list.length === 0 ? NO_PROBLEMS : problems,
    matched: matched.size === 0 ? NO_MATCHES : matched,
    foreign: foreign.size === 0 ? NO_MATCHES : foreign,
    traced,
    ...(members && { members }),
  };
}

/** What is remembered of a file that was asked for in one way. */
export interface Remembered extends Pick<ZoneRequest, 'format' | 'origin' | 'view' | 'pattern'> {
  readonly read: ReadFile;
  /** Whether it may be used again while the file is the same; else it is only good in place of a broken one. */
  readonly isCurrent: boolean;
}

/** The settings of a load as they were read. */
export interface RememberedSettings extends OwnFiles {
  /** The octets of rondo.yaml; empty without one. */
  readonly text: Uint8Array;
  readonly probes: ProbesWithFiles;
  /** When they were read, in milliseconds since 1970. */
  readonly readMs: number;
}

/** What a load remembers beside its files and zones: plain data. */
export interface RememberedFacts {
  /** When the load began, in milliseconds since 1970. */
  readonly beganMs: number;
  /** With others nothing is used again; undefined when they are not known any more. */
  readonly settings: RememberedSettings | undefined;
  /** Whether nothing is served that has an error. */
  readonly isStrict: boolean;
  /** Name servers of a resolv.conf, if one is read. */
  readonly resolv?: ResolvServers;
  /** Whether names stay at home instead of being forwarded. */
  readonly hasHome?: boolean;
  /** By path, of files of which nothing is served: what they would hold. */
  readonly leftOut: ReadonlyMap<string, readonly LeftOutName[]>;
  /** Entries of `health:` that are not applied, and why. */
  readonly ignored: ReadonlyMap<number, Problem>;
  /** Files that were taken away on purpose. */
  readonly ended: ReadonlySet<string>;
  /** What is not served as its file stands. */
  readonly faults: readonly FileFault[];
  /** Which catalog has each zone that catalogs list. */
  readonly owners?: CatalogOwners;
}

/** What one load remembers, once it is served. */
export class LoadMemory {
  /** By path. */
  readonly #files: Map<string, Remembered>;

  /** @param zones all of the load, in their order */
  constructor(
    readonly facts: RememberedFacts,
    readonly zones: readonly LoadedZone[],
    files: Iterable<readonly [string, Remembered]> = [],
  ) {
    this.#files = new Map(files);
  }

  /** What is remembered, by path. */
  get files(): ReadonlyMap<string, Remembered> {
    return this.#files;
  }

  /** Whether a load with these settings may use what is remembered. */
  fits({ text, probes }: Pick<RememberedSettings, 'text' | 'probes'>): boolean {
    const own = this.facts.settings;
    if (own === undefined) return false;
    return Buffer.compare(own.text, text) === 0 && own.probes.digest === probes.digest;
  }

  /** Remembers a file. @param isCurrent false when it is to be read again in any case, as one that may have changed while it was read */
  add(request: ZoneRequest, read: ReadFile, isCurrent: boolean): void {
    const { file, format, origin, view, pattern, secondary } = request;
    // What this server writes is another file each time, which so has another state, however soon it comes.
    const mayChange = ({ path }: Traced) => secondary === undefined && changedSince(path, this.facts.beganMs);
    const isSettled = isCurrent && !read.traced.some(mayChange);
    const way = { format, origin, pattern, ...(view === undefined ? {} : { view }) };
    this.#files.set(file, { ...way, read: compact(read), isCurrent: isSettled });
  }

  /** Takes over what another load remembers of a file. */
  keep({ file, pattern }: ZoneRequest, former: LoadMemory): void {
    const known = former.#files.get(file);
    if (known === undefined) return;
    const remembered = { ...known, pattern };
    const { settings } = this.facts;
    if (settings !== undefined && former.fits(settings)) this.#files.set(file, remembered);
    else {
      const read = { ...remembered.read, matched: NO_MATCHES, foreign: NO_MATCHES };
      this.#files.set(file, { ...remembered, read, isCurrent: false });
    }
  }

  /** What its files say about names, in their order. */
  get names(): NamePart[] {
    return [...this.#files.values()].flatMap(({ read }) => read.names ?? []);
  }

  /** Patterns that led to files. */
  get patterns(): ReadonlySet<string> {
    return new Set([...this.#files.values()].flatMap(({ pattern }) => pattern ?? []));
  }

  /** What the file has led to, if it is asked for in the same way and nothing has changed since. */
  find(request: ZoneRequest): ReadFile | undefined {
    const remembered = this.#get(request);
    if (remembered?.isCurrent !== true) return undefined;
    const { read } = remembered;
    for (const { path, state } of read.traced) if (fileState(path) !== state) return undefined;
    return read;
  }

  /** What the file has led to when it was last without an error, if it was asked for in the same way. */
  lastGood(request: ZoneRequest): ReadFile | undefined {
    return this.#get(request)?.read;
  }

  #get({ file, format, origin, view }: ZoneRequest): Remembered | undefined {
    const remembered = this.#files.get(file);
    const isSame = remembered?.format === format && remembered.origin === origin && remembered.view === view;
    return isSame ? remembered : undefined;
  }
}
