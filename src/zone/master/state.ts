// What the entries read so far mean for the ones to come, and what is left of the reader's limits.
import type { Name } from '../../dns/name.js';
import { MAX_PROBLEMS, type Problem, type Problems } from '../../source/problem.js';
import type { Zone } from '../zone.js';
import type { SourceText } from './entry.js';

/** Finds the file of an `$INCLUDE`. @throws Error whose message can be shown */
export type Include = (path: string, fromFile: string) => SourceText;

/** The most octets of a zone, its included files and its generated records counted in. */
export const MAX_ZONE_OCTETS = 2 ** 30;

/** How many records may come from the `$GENERATE` directives of one zone. */
export const MAX_GENERATED = 4_000_000;

/** An owner name, with what it was read from, so that the same text need not be read twice. */
export interface Owner {
  /** Undefined when it was reported as wrong, so that the records below it are not reported too. */
  readonly name: Name | undefined;
  readonly text: Uint8Array;
  readonly origin: Name;
}

export class ReadState {
  /** Completes relative names. */
  origin: Name;
  /** The owner of indented records; undefined before the first record. */
  owner: Owner | undefined;
  /** Seconds; from `$TTL`, or the minimum of an SOA that is the first record and has no TTL. */
  defaultTtl: number | undefined;
  /** Seconds; of the last record that stated one. */
  lastTtl: number | undefined;
  /** The first record that has no TTL: a mistake unless the SOA record is missing, which says more. */
  lacksTtl: Problem | undefined;
  /** The files being read: the zone file, then the includes that led to the current one. */
  readonly files: string[] = [];
  /** Octets read or generated. */
  octets = 0;
  includes = 0;
  generated = 0;
  readonly #errorsBefore: number;

  constructor(
    readonly zone: Zone,
    readonly problems: Problems,
    readonly include: Include | undefined,
  ) {
    this.origin = zone.origin;
    this.#errorsBefore = problems.errorCount;
  }

  /** Whether so many mistakes were found that more would not be shown anyway. */
  get hopeless(): boolean {
    return this.problems.errorCount - this.#errorsBefore >= MAX_PROBLEMS;
  }
}
