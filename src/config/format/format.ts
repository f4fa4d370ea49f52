// A format of zone files: by what its files are known, and how one is read.

import type { NamePart } from '../../image/name-part.js';
import type { ProbeProfiles } from '../../probe/profiled.js';
import type { Problems } from '../../source/problem.js';
import type { Records } from '../../zone/records.js';
import type { ListSettings } from '../blocklist/list-settings.js';
import type { DnsmasqResult } from '../dnsmasq/reader.js';
import type { Report } from '../report.js';
import type { SourceFiles } from '../source-files.js';

/** One file to read. */
export interface ZoneSource {
  /** Path, relative to the working directory or absolute. */
  readonly file: string;
  /** The apex as written, where it was. */
  readonly origin?: string;
  /** Of a list of names: how they are to be treated. */
  readonly list?: ListSettings;
  /** Reports at the entry that asked for the file. */
  readonly report: Report;
}

/** What the readers of all formats need. */
export interface ReadContext {
  readonly files: SourceFiles;
  readonly problems: Problems;
  /** References to profiles are not checked without them. */
  readonly profiles: ProbeProfiles | undefined;
  /** The names of all views; those that pools name are not compared with them when absent. */
  readonly views?: readonly string[] | undefined;
  /** Names of records that entries of `health:` speak of, as nameKey. */
  readonly probed: ReadonlySet<string>;
  /** Takes the records of all zones. */
  readonly records: Records;
}

/** What a file holds: zones, rules of dnsmasq, and names that are blocked or stand alone. */
export type ZoneFile = Pick<DnsmasqResult, 'zones'> &
  Partial<DnsmasqResult> & { readonly names?: NamePart | undefined };

export interface ZoneFormat {
  /** Those of its files, in lower case and with the dot; the usual one first. */
  readonly extensions: readonly [string, ...string[]];
  /** Whether the apex is told from outside, when the file does not say it; else an `origin` has no effect. */
  readonly takesOrigin: boolean;
  /**
   * Reads a file. Mistakes in it are reported, and what could be read is returned.
   * @throws FileError when the file cannot be read
   * @throws RecordsError when it holds more than fits
   */
  read(source: ZoneSource, context: ReadContext): ZoneFile;
}
