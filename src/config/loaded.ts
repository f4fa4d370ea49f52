// What a load is asked for, and what it gives.

import type { NamePart } from '../image/name-part.js';
import type { ProbeProfiles } from '../probe/profiled.js';
import type { Problems } from '../source/problem.js';
import type { Zone } from '../zone/zone.js';
import type { Config } from './config.js';
import type { FileFault } from './file-fault.js';
import type { ForwardTo } from './forward-to.js';
import type { LeftOutName } from './left-out.js';
import type { LoadedZone, LoadMemory } from './load-memory.js';
import type { Overrides } from './overrides.js';
import type { SocketAddress } from './socket-address.js';
import type { Unread } from './unread-files.js';

/** Plain data: another thread may load by them, too. */
export interface LoadOptions {
  /** Path of the configuration; `./rondo.yaml` when neither it nor a zone is given. */
  readonly configFile?: string;
  readonly overrides: Overrides;
  /** Whether nothing is served while anything is wrong, whatever rondo.yaml says of that. */
  readonly isStrict?: boolean;
  /** Why there is no batch transport on this machine, if there is none. */
  readonly batchObstacle?: string;
  /** Files that somebody is writing, as absolute paths: they are as they were before, and new ones are not there yet. */
  readonly awaited?: ReadonlySet<string>;
  /** Files that are read again although they have not changed, for updates have changed what is put over their zones. */
  readonly updated?: ReadonlySet<string>;
  /** Files of copies of zones of others that are too old to be answered from, though they are there. */
  readonly expired?: ReadonlySet<string>;
  /** Where sockets that were handed over listen; they are answered in any case. */
  readonly inherited?: readonly SocketAddress[];
}

/** Of which files more is known than the file system says. */
export type FileMarks = Required<Pick<LoadOptions, 'awaited' | 'updated' | 'expired'>>;

const NONE: ReadonlySet<string> = new Set();

export function fileMarks({ awaited = NONE, updated = NONE, expired = NONE }: LoadOptions): FileMarks {
  return { awaited, updated, expired };
}

/** One load. */
export interface Loaded {
  readonly config: Config;
  readonly zones: readonly LoadedZone[];
  /** The zones that were read by this load; the others are as they were in the load before. */
  readonly models: ReadonlyMap<LoadedZone, Zone>;
  readonly forwards: readonly ForwardTo[];
  /** What files say about names: those that are blocked, or stand alone. */
  readonly names: readonly NamePart[];
  /** The same of the load whose memory this one had; undefined of the first load. */
  readonly formerNames: readonly NamePart[] | undefined;
  /** Zones with errors of which no good version is known. */
  readonly leftOut: readonly LeftOutName[];
  readonly profiles: ProbeProfiles;
  /** All that is wrong or doubtful, whether or not something is served in its place. */
  readonly problems: Problems;
  /** What is not served as its file stands. */
  readonly faults: readonly FileFault[];
  /** Whether it can be put in force: always when there is no error. */
  readonly isServable: boolean;
  /** All files and folders that were looked at, for the watcher. */
  readonly files: readonly string[];
  /** Files that changed just now in a way that looks as if somebody is still writing them. */
  readonly doubtful: readonly string[];
  /** Files that patterns match, and that are not read since they are no zones. */
  readonly unread: Unread;
  /** What this machine was out of when files were to be read, for a person: they may be in order. */
  readonly shortage?: string;
  /** How much was read. */
  readonly octets: number;
  /** When the load began, in milliseconds since 1970: what changes later is not in it. */
  readonly beganMs: number;
  /** The configuration that was read, if any. */
  readonly configFile: string | undefined;
  /** The zones of the load whose memory this one had, in their order; none of the first load. */
  readonly formerZones: readonly LoadedZone[];
  /** For the next load, once this one is served. */
  readonly memory: LoadMemory;
}
