// What a load remembers for the next one, so that only zones of changed files are read and compiled again.
import { nameFromKey, nameKey, nameToLabel } from '../dns/name.js';
import { Problems } from '../source/problem.js';
import type { Zone } from '../zone/zone.js';
import { changedSince, fileState, type Traced } from './file-state.js';
import type { ForwardTo } from './forward-to.js';
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
  /** The file that it was read from. */
  readonly source: string;
  /** The pools in it that are probed, once `health:` was applied. */
  pools: readonly ProbedPool[];
}

/** A zone of which no pool is known yet. */
export function loadedZone({ origin, source }: Pick<Zone, 'origin' | 'source'>): LoadedZone {
  return { origin: Buffer.from(origin).toString('latin1'), source, pools: NONE };
}

/** The apex as {@link nameKey}. */
export function keyOfZone({ origin }: LoadedZone): string {
  return nameKey(nameFromKey(origin));
}

/** The origin as people write it. */
export function labelOfZone({ origin }: LoadedZone): string {
  return nameToLabel(nameFromKey(origin));
}

/** What one zone file, with all that it includes, has led to. */
export interface ReadFile {
  readonly zones: readonly LoadedZone[];
  readonly forwards: readonly ForwardTo[];
  readonly listen: readonly SocketAddress[];
  readonly cacheSize: number | undefined;
  readonly readsResolvConf: boolean;
  /** What is wrong or doubtful about it. */
  readonly problems: Problems;
  /** Entries of `health:`, by number, that have found their records in its zones. */
  readonly matched: Set<number>;
  /** Those of them that probe hosts whose addresses other files hold. */
  readonly foreign: Set<number>;
  readonly traced: readonly Traced[];
}

/** Stand for what most of very many files do not have. */
const NO_PROBLEMS = new Problems();
const NO_MATCHES = new Set<number>();

const orNone = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NONE : list);

/** The same in little memory; it is not to be changed any more. */
function compact({
  zones,
  forwards,
  listen,
  cacheSize,
  readsResolvConf,
  problems,
  matched,
  foreign,
  traced,
}: ReadFile): ReadFile {
  return {
    zones,
    forwards: orNone(forwards),
    listen: orNone(listen),
    cacheSize,
    readsResolvConf,
    problems: problems.list.length === 0 ? NO_PROBLEMS : problems,
    matched: matched.size === 0 ? NO_MATCHES : matched,
    foreign: foreign.size === 0 ? NO_MATCHES : foreign,
    traced,
  };
}

/** What is remembered of a file that was asked for in one way. */
export interface Remembered extends Pick<ZoneRequest, 'format' | 'origin'> {
  readonly read: ReadFile;
}

/** The files of one load that was without errors. */
export class LoadMemory {
  /** By path. */
  readonly #files: Map<string, Remembered>;

  /**
   * @param beganMs when the load began, in milliseconds since 1970
   * @param settings the octets of rondo.yaml: with others nothing is used again
   * @param zones all of the load, in their order
   */
  constructor(
    readonly beganMs: number,
    readonly settings: Uint8Array,
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
  fits(settings: Uint8Array): boolean {
    return Buffer.compare(this.settings, settings) === 0;
  }

  /** Remembers a file, unless it may have changed while it was read. */
  add(request: ZoneRequest, read: ReadFile): void {
    for (const { path } of read.traced) if (changedSince(path, this.beganMs)) return;
    const { file, format, origin } = request;
    this.#files.set(file, { format, origin, read: compact(read) });
  }

  /** Takes over what another load remembers of a file. */
  keep({ file }: ZoneRequest, former: LoadMemory): void {
    const remembered = former.#files.get(file);
    if (remembered !== undefined) this.#files.set(file, remembered);
  }

  /** What the file has led to, if it is asked for in the same way and nothing has changed since. */
  find({ file, format, origin }: ZoneRequest): ReadFile | undefined {
    const remembered = this.#files.get(file);
    if (remembered === undefined || remembered.format !== format || remembered.origin !== origin)
      return undefined;
    const { read } = remembered;
    for (const { path, state } of read.traced) if (fileState(path) !== state) return undefined;
    return read;
  }
}
