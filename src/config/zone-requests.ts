// Which zone files to read: entries of rondo.yaml and of the command line, with patterns expanded.
import { dirname, isAbsolute, join } from 'node:path';
import type { Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { ZoneSource } from './format/format.js';
import { ALL_EXTENSIONS, FORMATS, type FormatName, formatOf, USUAL_FORMAT } from './format/registry.js';
import { findMatches, type GlobMatches, isGlob, MAX_MATCHES } from './glob.js';
import { type Report, reportAt, reportFlag } from './report.js';
import type { ZoneEntry } from './schema.js';
import { FileError, type SourceFiles } from './source-files.js';

/** One zone file to read. */
export interface ZoneRequest extends ZoneSource {
  readonly format: FormatName;
}

/** Reports a pattern that is no use. */
function matchesOf(pattern: string, report: Report, files: SourceFiles): GlobMatches {
  try {
    return findMatches(pattern, files);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    report('error', error.message);
    return { files: [], folders: [], isCut: false };
  }
}

function expand(pattern: string, report: Report, files: SourceFiles): ZoneRequest[] {
  const matches = matchesOf(pattern, report, files);
  const requests = matches.files.flatMap(file => {
    const format = formatOf(file);
    return format === undefined ? [] : [{ file, format, report }];
  });
  if (requests.length === 0) {
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

function requestsOf(entry: ZoneEntry, folder: string, report: Report, files: SourceFiles): ZoneRequest[] {
  const { file, origin, format } =
    typeof entry === 'string' ? { file: entry, origin: undefined, format: undefined } : entry;
  const path = isAbsolute(file) ? file : join(folder, file);
  if (isGlob(file))
    return expand(path, report, files).map(request => ({
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
  files: SourceFiles,
): ZoneRequest[] {
  const isList = Array.isArray((document.data as { zones?: unknown }).zones);
  return entries.flatMap((entry, index) => {
    const path = isList ? ['zones', index] : ['zones'];
    const report = reportAt(document, typeof entry === 'string' ? path : [...path, 'file']);
    return requestsOf(entry, dirname(document.file), report, files);
  });
}

/** The files that `--zone` asks for, relative to the working directory. */
export function flaggedZones(
  flags: readonly string[],
  problems: Problems,
  files: SourceFiles,
): ZoneRequest[] {
  return flags.flatMap(flag => requestsOf(flag, '', reportFlag(problems, '--zone', flag), files));
}
