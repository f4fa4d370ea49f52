// Which zone files to read: entries of rondo.yaml and of the command line, with patterns expanded.
import { dirname, join, resolve } from 'node:path';
import { pathFrom } from '../source/path-from.js';
import type { Problem, Problems } from '../source/problem.js';
import { isGlob } from '../source/wildcard.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { AskerEntry } from './asker-keys.js';
import type { CatalogSettings } from './catalog-keys.js';
import type { ZoneSource } from './format/format.js';
import { LIST_FORMAT } from './format/list.js';
import { ALL_EXTENSIONS, FORMATS, type FormatName, formatOf, USUAL_FORMAT } from './format/registry.js';
import { findMatches, type GlobMatches, MAX_MATCHES } from './glob.js';
import { isProduced, type Listing, listingOf } from './listing-keys.js';
import { itemPath, type Report, reportAt, reportFlag } from './report.js';
import type { ZoneEntry } from './schema.js';
import type { SecondaryEntry } from './secondary-keys.js';
import type { SecondaryZone } from './secondary-zones.js';
import { FileError, type SourceFiles } from './source-files.js';
import type { TransferEntry } from './transfer-keys.js';
import { isLeftover, type UnreadList } from './unread-files.js';
import type { UpdateEntry } from './update-keys.js';
import { LOOK_OCTETS, type Look, lookAtHead } from './zone-look.js';

/** One zone file to read. */
export interface ZoneRequest extends ZoneSource {
  readonly format: FormatName | typeof LIST_FORMAT;
  /** The pattern that led to it; undefined when it was named by itself. */
  readonly pattern?: string;
  /** It was there in the load before and cannot be found now: that is what was reported. */
  readonly missed?: Problem;
  /** The program whose configuration the file looks like, by its name: it is not read. */
  readonly program?: string | undefined;
  /** Of a file that this server keeps of a zone of others. */
  readonly secondary?: SecondaryZone;
  /** Of a catalog: how the zones are taken that it lists. */
  readonly catalog?: CatalogSettings;
  /** Who gets its zones, as its entry says; undefined when that does not. */
  readonly transfer?: TransferEntry | undefined;
  /** Who may ask for what its zones hold, as its entry says; undefined when that does not. */
  readonly answerTo?: AskerEntry | undefined;
  /** The view whose clients alone see its zones, as its entry says; undefined when all do. */
  readonly view?: string | undefined;
  /** Which catalog of this server lists its zones. */
  readonly listing?: Listing | undefined;
  /** Who may change its zones, as its entry says; undefined when nobody may. */
  readonly update?: UpdateEntry | undefined;
}

/** What an entry with a pattern says of all files that it leads to. */
export type PatternEntry = Pick<
  ZoneRequest,
  'report' | 'transfer' | 'answerTo' | 'view' | 'listing' | 'update'
>;

/** How files are looked for. */
export interface FileSearch {
  readonly files: SourceFiles;
  /** Takes each pattern, and where it stands. */
  readonly patterns: Map<string, PatternEntry>;
  /** What patterns led to before, by path: such files are asked for whatever is in them now. */
  readonly former: ReadonlyMap<string, Pick<ZoneRequest, 'format'>> | undefined;
  /** Patterns that led to files before: who misses those says so. */
  readonly known: ReadonlySet<string> | undefined;
  /** Takes files that match and are not read. */
  readonly unread: UnreadList;
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

/** What the first octets of a file say of it. */
function lookInto(file: string, files: SourceFiles): Look {
  try {
    return lookAtHead(files.head(file, LOOK_OCTETS));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { why: error.message, hint: 'mend it, or move it to another folder' };
  }
}

/** What a file of a pattern is asked for as. */
type Match = Pick<ZoneRequest, 'program'> & { readonly format: FormatName };

/** How a file is read that a pattern matches; undefined when it is not to be. */
function matchOf(file: string, { files, former, unread }: FileSearch): Match | undefined {
  const byName = formatOf(file);
  const isSure = byName !== undefined && FORMATS[byName] !== FORMATS.dnsmasq;
  if (isSure || isLeftover(file)) return byName && { format: byName };
  const known = former?.get(file)?.format;
  const before = known === LIST_FORMAT ? undefined : known;
  const usual = byName ?? before;
  if (unread.isFull) {
    if (usual === undefined) unread.pass(file);
    return usual && { format: usual };
  }
  const look = lookInto(file, files);
  if (look.format !== undefined) return { format: byName ?? look.format };
  const { program, why, hint } = look;
  if (program !== undefined && before === undefined) unread.addForeign(file, program);
  else if (usual !== undefined) return { format: usual, program };
  else if (hint === undefined) unread.add(file, why);
  else unread.warn(file, why, hint);
  return undefined;
}

function expand(pattern: string, entry: PatternEntry, search: FileSearch): ZoneRequest[] {
  const { patterns, known, files, unread } = search;
  const { report } = entry;
  patterns.set(pattern, entry);
  const matches = matchesOf(pattern, report, files);
  const requests = matches.files.flatMap(file => {
    const match = matchOf(file, search);
    return match === undefined ? [] : [{ file, ...match, ...entry, pattern }];
  });
  if (requests.length === 0 && known?.has(pattern) !== true) {
    const count = matches.files.length;
    const hint =
      count === 0 ? undefined : `of ${count} file${count === 1 ? '' : 's'} there none looks like a zone`;
    report('warning', `no zone file matches ${pattern}`, hint);
  }
  // Without names or numbers: a later round of the load may know more of them, and would say it once more.
  if (unread.hasPassed && unread.problem === undefined) {
    report(
      'error',
      `so many files are no zones that further ones are only read if they end in ${ALL_EXTENSIONS}, or were served before`,
      'keep other files in another folder',
    );
    unread.problem = unread.problems.lastError;
  }
  if (matches.isCut)
    report('warning', `${pattern} matches ${MAX_MATCHES} files or more; further ones are not read`);
  for (const folder of matches.folders)
    if (formatOf(folder) !== undefined)
      report('warning', `${folder} matches ${pattern}, but it is a folder, not a zone file`);
  return requests;
}

/** The pattern that a path stands for: a folder stands for all files in it, also when it is away for a while. */
function patternOf(file: string, path: string, { files, known }: FileSearch): string | undefined {
  if (isGlob(file)) return path;
  if (formatOf(file) !== undefined) return undefined;
  const all = join(path, '*');
  return files.isFolder(path) || known?.has(all) === true ? all : undefined;
}

/** An entry with a file. */
type FileEntry = Exclude<ZoneEntry, { readonly name: string }>;

/** Whether an entry is a zone that other servers hold. */
export function isSecondary(entry: ZoneEntry): entry is SecondaryEntry {
  return typeof entry !== 'string' && 'primaries' in entry;
}

/** Where an entry stands, and which catalog it names. */
interface EntryPlace extends Pick<ZoneRequest, 'report' | 'listing'> {
  /** What its path is relative to. */
  readonly folder: string;
}

function requestsOf(
  entry: FileEntry,
  { folder, report, listing }: EntryPlace,
  search: FileSearch,
): ZoneRequest[] {
  const { file, origin, format, ...rest } = typeof entry === 'string' ? ({ file: entry } as const) : entry;
  const { transfer, update, view, 'answer-to': answerTo } = rest as Partial<Exclude<FileEntry, string>>;
  const said = { report, transfer, answerTo, view, update, listing };
  const path = pathFrom(folder, file);
  const pattern = patternOf(file, path, search);
  if (pattern !== undefined)
    return expand(pattern, said, search).map(request => ({
      ...request,
      origin,
      format: format ?? request.format,
    }));
  const byName = format ?? formatOf(file);
  const look =
    byName === undefined || FORMATS[byName] === FORMATS.dnsmasq ? lookInto(path, search.files) : undefined;
  const known = byName ?? look?.format ?? USUAL_FORMAT;
  if (origin !== undefined && !FORMATS[known].takesOrigin)
    report('warning', `the origin ${origin} has no effect: ${file} names its zones itself`);
  const program = look?.format === undefined ? look?.program : undefined;
  return [{ file: path, format: known, origin, program, ...said }];
}

/** The files that rondo.yaml asks for, relative to its folder. */
export function configuredZones(
  entries: readonly ZoneEntry[],
  document: YamlDocument,
  search: FileSearch,
): ZoneRequest[] {
  return entries.flatMap((entry, index) => {
    if (isSecondary(entry) || isProduced(entry)) return [];
    const path = itemPath(document, 'zones', index);
    const report = reportAt(document, typeof entry === 'string' ? path : [...path, 'file']);
    const listing = typeof entry === 'string' ? undefined : listingOf(entry['in-catalog'], document, path);
    const place = { folder: dirname(document.file), report, listing };
    // A pattern for YAML files may match the one that it stands in, which holds no zone.
    return requestsOf(entry, place, search).filter(
      ({ file, pattern }) => pattern === undefined || resolve(file) !== resolve(document.file),
    );
  });
}

/** The files that `--zone` asks for, relative to the working directory. */
export function flaggedZones(
  flags: readonly string[],
  problems: Problems,
  search: FileSearch,
): ZoneRequest[] {
  return flags.flatMap(flag =>
    requestsOf(flag, { folder: '', report: reportFlag(problems, '--zone', flag) }, search),
  );
}
