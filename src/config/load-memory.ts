// What a load remembers for the next one, so that only zones whose files have changed are read and compiled again.
import { nameKey } from '../dns/name.js';
import { Problems } from '../source/problem.js';
import type { Zone } from '../zone/zone.js';
import type { ForwardTo, SocketAddress } from './config.js';
import { changedSince, fileState, type Traced } from './file-state.js';
import type { ZoneRequest } from './zone-requests.js';

/** A zone of a load: the same object in later loads, for as long as what it was read from is the same. */
export class LoadedZone {
  /** The apex as {@link nameKey}. */
  readonly key: string;
  readonly label: string;
  /** The file that it was read from. */
  readonly source: string;

  constructor({ origin, label, source }: Zone) {
    this.key = nameKey(origin);
    this.label = label;
    this.source = source;
  }
}

/** What one zone file, with all that it includes, has led to. */
export interface ReadFile {
  readonly zones: readonly LoadedZone[];
  readonly forwards: readonly ForwardTo[];
  readonly listen: readonly SocketAddress[];
  readonly readsResolvConf: boolean;
  /** What is wrong or doubtful about it. */
  readonly problems: Problems;
  /** Entries of `health:`, by number, that have found their records in its zones. */
  readonly matched: Set<number>;
  readonly traced: readonly Traced[];
}

/** Stand for what most of very many files do not have. */
const NO_PROBLEMS = new Problems();
const NO_MATCHES = new Set<number>();
const NONE: readonly never[] = [];

const orNone = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NONE : list);

/** The same in little memory; it is not to be changed any more. */
function compact({
  zones,
  forwards,
  listen,
  readsResolvConf,
  problems,
  matched,
  traced,
}: ReadFile): ReadFile {
  return {
    zones,
    forwards: orNone(forwards),
    listen: orNone(listen),
    readsResolvConf,
    problems: problems.list.length === 0 ? NO_PROBLEMS : problems,
    matched: matched.size === 0 ? NO_MATCHES : matched,
    traced,
  };
}

const keyOf = ({ format, origin, file }: ZoneRequest) => `${format} ${origin ?? ''} ${file}`;

/** The files of one load that was without errors. */
export class LoadMemory {
  readonly #files = new Map<string, ReadFile>();

  /**
   * @param beganMs when the load began, in milliseconds since 1970
   * @param settings the octets of rondo.yaml: with others nothing is used again
   */
  constructor(
    readonly beganMs: number,
    readonly settings: Uint8Array,
  ) {}

  /** Whether a load with these settings may use what is remembered. */
  fits(settings: Uint8Array): boolean {
    return Buffer.compare(this.settings, settings) === 0;
  }

  /** Remembers a file, unless it may have changed while it was read. */
  add(request: ZoneRequest, read: ReadFile): void {
    for (const { path } of read.traced) if (changedSince(path, this.beganMs)) return;
    this.#files.set(keyOf(request), compact(read));
  }

  /** Takes over what another load remembers of a file. */
  keep(request: ZoneRequest, former: LoadMemory): void {
    const key = keyOf(request);
    const read = former.#files.get(key);
    if (read !== undefined) this.#files.set(key, read);
  }

  /** What the file has led to, if nothing has changed since. */
  find(request: ZoneRequest): ReadFile | undefined {
    const read = this.#files.get(keyOf(request));
    if (read === undefined) return undefined;
    for (const { path, state } of read.traced) if (fileState(path) !== state) return undefined;
    return read;
  }
}
