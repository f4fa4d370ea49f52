// Which zone files to read: entries of rondo.yaml and of the command line, with patterns expanded.
import { dirname, isAbsolute, join } from 'node:path';
import type { Problem, Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { ZoneSource } from './format/format.js';
import type { LIST_FORMAT } from './format/list.js';
import { ALL_EXTENSIONS, FORMATS, type FormatName, formatOf, USUAL_FORMAT } from './format/registry.js';
import { findMatches, type GlobMatches, isGlob, MAX_MATCHES } from './glob.js';
import { type Report, reportAt, reportFlag } from './report.js';
import type { ZoneEntry } from './schema.js';
import { FileError, type SourceFiles } from './source-files.js';
import { unreadZones } from './unread-files.js';

/** One zone file to read. */
export interface ZoneRequest extends ZoneSource {
  readonly format: FormatName | typeof LIST_FORMAT;
  /** The pattern that led to it; undefined when it was named by itself. */
  readonly pattern?: string;
  /** It was there in the load before and cannot be found now: that is what was reported. */
  readonly missed?: Problem;
}

/** How files are looked for. */
export interface FileSearch {
  readonly files: SourceFiles;
  /** Takes each pattern, and where it stands. */
  readonly patterns: Map<string, Report>;
  /** Patterns that led to files before: who misses those says so. */
  readonly known?: ReadonlySet<string>;
}

/** The most names that one problem lists. */
const MAX_NAMED = 4;

/** Warns of files that hold a zone by all appearance, but are not read. */
function warnOfUnread(pattern: string, unread: readonly string[], report: Report): void {
  const found = unreadZones(unread);
  if (found.length === 0) return;
  const more = found.length > MAX_NAMED ? ` and ${found.length - MAX_NAMED} more` : '';
  const [verb, them] = found.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const names = `${found.slice(0, MAX_NAMED).join(', ')}${more}`;
  const hint = `a pattern takes files that end in ${ALL_EXTENSIONS}: rename ${them}, or name ${them} without a pattern`;
  report('warning', `${names} ${verb} not read, though ${pattern} matches`, hint);
}

/** Reports a pattern that is no use. */
export function matchesOf(pattern: string, report: Report, files: SourceFiles): GlobMatches {
  try {
    return findMatches(pattern, files);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    report('error', error.message);
    return { files: [], folders: [], isCut: false };
  }
}

function expand(pattern: string, report: Report, { files, patterns, known }: FileSearch): ZoneRequest[] {
  patterns.set(pattern, report);
  const matches = matchesOf(pattern, report, files);
  const requests = matches.files.flatMap(file => {
    const format = formatOf(file);
    return format === undefined ? [] : [{ file, format, report, pattern }];
  });
  warnOfUnread(
    pattern,
    matches.files.filter(file => formatOf(file) === undefined),
    report,
  );
  if (requests.length === 0 && known?.has(pattern) !== true) {
    const hint =
      matches.files.length === 0 ? undefined : `a pattern takes files that end in ${ALL_EXTENSIONS}`;
    report('warning', `no zone file matches ${pattern}`, hint);
  }
  if (matches.isCut)
    report('warning', `${pattern} matches ${MAX_MATCHES} files or more; further ones are not read`);
  for (const folder of matches.folders)
    if (formatOf(folder) !== undefined)
      report('warning', `${folder} matches ${pattern}, but it is a folder, not a zone file`);
  return requests;
}

function requestsOf(entry: ZoneEntry, folder: string, report: Report, search: FileSearch): ZoneRequest[] {
  const { file, origin, format } =
    typeof entry === 'string' ? { file: entry, origin: undefined, format: undefined } : entry;
  const path = isAbsolute(file) ? file : join(folder, file);
  if (isGlob(file))
    return expand(path, report, search).map(request => ({
      ...request,
      origin,
      format: format ?? request.format,
    }));
  const known = format ?? formatOf(file) ?? USUAL_FORMAT;
  if (origin !== undefined && !FORMATS[known].takesOrigin)
    report('warning', `the origin ${origin} has no effect: ${file} names its zones itself`);
  return [{ file: path, format: known, origin, report }];
}

/** The files that rondo.yaml asks for, relative to its folder. */
export function configuredZones(
  entries: readonly ZoneEntry[],
  document: YamlDocument,
  search: FileSearch,
): ZoneRequest[] {
  const isList = Array.isArray((document.data as { zones?: unknown }).zones);
  return entries.flatMap((entry, index) => {
    const path = isList ? ['zones', index] : ['zones'];
    const report = reportAt(document, typeof entry === 'string' ? path : [...path, 'file']);
    return requestsOf(entry, dirname(document.file), report, search);
  });
}

/** The files that `--zone` asks for, relative to the working directory. */
export function flaggedZones(
  flags: readonly string[],
  problems: Problems,
  search: FileSearch,
): ZoneRequest[] {
  return flags.flatMap(flag => requestsOf(flag, '', reportFlag(problems, '--zone', flag), search));
}
