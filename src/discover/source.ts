// What a source of members is: what it names, what it is given, and what a kind of source consists of.
import type { z } from 'zod';
import { addressFromText } from '../dns/address.js';
import type { Problems } from '../source/problem.js';
import type { Cancel, Clock } from '../time/clock.js';
import type { WatchName } from './names.js';

/** A backend as a source names it. */
export interface Target {
  /** An IPv4 or IPv6 address, or a whole name that is looked up. */
  readonly host: string;
  /** The name that the address was looked up for. */
  readonly name?: string;
  readonly port?: number;
  /** From 0 to 256. */
  readonly weight?: number;
  /** As that of a member: 1 is tried before 2. */
  readonly backup?: number;
  /** Words by which operators select it. */
  readonly tags?: readonly string[];
}

/** Whether a target is given by a name, which is to be looked up. */
export function isNamed({ host }: Target): boolean {
  return addressFromText(host) === undefined;
}

/** What a source has from whoever opens it. */
export interface SourceHost {
  readonly clock: Clock;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** The list of an earlier process. */
  readonly kept?: readonly Target[];
  /** Looks names up; absent where nothing does. */
  readonly watchName?: WatchName;
  /**
   * Takes a whole list, also when it is as it was: that the source was read is worth knowing. It is compared, bounded and
   * coalesced there.
   * @param fault what a part of it is not as it should be for, in one line
   */
  found(targets: readonly Target[], fault?: string): void;
  /** Takes why there is no list, in one line. The last good one stays. */
  failed(reason: string): void;
}

/** Runs the sources of one kind. */
export interface SourceRunner<Settings> {
  /**
   * Begins. The first list, or the reason why there is none, comes as soon as it can be had, perhaps before this returns.
   * Never throws.
   * @returns what ends it: nothing is said after that, and nothing stays open
   */
  open(settings: Settings, host: SourceHost): Cancel;
}

/** What is settled about a source, whatever its kind. */
export interface SourceRules {
  /** Whether a list without members is meant. */
  readonly allowsEmpty: boolean;
  /** Of members whose source names none. */
  readonly port?: number;
  /** The kind of the probe that needs a port of every member, when it has none itself. */
  readonly portless?: string;
}

/** Where a look at a source tells what is wrong. */
export interface SourceReport {
  /** Takes what has a place in a file of the source. */
  readonly problems: Problems;
  /** Takes what has none: it is told where the source is named. */
  fault(message: string, hint?: string): void;
}

/** Looks at what a source needs, as far as that can be done without a server. */
export type CheckSource<Settings> = (settings: Settings, rules: SourceRules, report: SourceReport) => void;

/** A kind of which it is not known what its settings are. */
export interface AnySourceKind {
  /** The key that says where the list is. */
  readonly mainKey: string;
  /** Why there is no list may be told to clients: it names no path and no URL. */
  readonly isPublic?: true;
  /** The schemas of its keys, beside those that all kinds have. */
  readonly keys: z.ZodRawShape;
  /** What is settled about one source: plain data, which crosses threads. @param folder that of the file that names it */
  settle(input: never, folder: string): object;
  /** How people know it: one line without secrets. */
  label(settings: never): string;
  /** Loads what runs it, with the first source of the kind. */
  load(): Promise<SourceRunner<never>>;
  /** Loads what looks at a source; absent when nothing can be seen of it. */
  loadCheck?(): Promise<{ readonly check: CheckSource<never> }>;
}

/**
 * A kind of source: a folder with `kind.ts` (this), and `run.ts` with what `load` loads, and a line in `registry.ts`.
 * What is read from time to time uses `polling.ts`; a list in the form of Prometheus is read by `target-list.ts`.
 * @typeParam Input its keys as they are validated
 * @typeParam Settings what is settled about one source
 */
export interface SourceKind<Input, Settings extends object> extends AnySourceKind {
  settle(input: Input, folder: string): Settings;
  label(settings: Settings): string;
  load(): Promise<SourceRunner<Settings>>;
  loadCheck?(): Promise<{ readonly check: CheckSource<Settings> }>;
}
