// Which files a load asks for: by rondo.yaml, by the command line, and because patterns led to them before.
import type { Problems } from '../source/problem.js';
import { configuredLists } from './block-requests.js';
import type { ConfigFile } from './config-file.js';
import { checkListings, type ProducedCatalog, producedCatalogs } from './listing-keys.js';
import type { LoadMemory } from './load-memory.js';
import type { LoadOptions } from './loaded.js';
import { withMissing, withoutEnded } from './missing-files.js';
import { configuredSecondaries } from './secondary-requests.js';
import type { SourceFiles } from './source-files.js';
import { type Unread, UnreadList } from './unread-files.js';
import { checkViews } from './view-checks.js';
import { configuredZones, type FileSearch, flaggedZones, type ZoneRequest } from './zone-requests.js';

/** What files are asked for with. */
export interface WantedContext {
  readonly options: LoadOptions;
  readonly former: LoadMemory | undefined;
  /** In place of it, what an earlier process has kept of files that look like no zones now. */
  readonly keptFiles: FileSearch['former'];
  readonly files: SourceFiles;
  readonly problems: Problems;
  /** Takes files that were taken away on purpose. */
  readonly ended: Set<string>;
  /** Where zones of other servers are kept; undefined for nowhere. */
  readonly transferFolder: string | undefined;
}

export interface WantedFiles {
  readonly requests: readonly ZoneRequest[];
  /** Files that patterns match, and that are no zones. */
  readonly unread: Unread;
  /** Catalogs that this server makes. */
  readonly catalogs: readonly ProducedCatalog[];
  /** Whether something that is asked for is wrong in itself. */
  readonly hasErrors: boolean;
}

function requestsOf(
  { input, document, isSound }: ConfigFile,
  { overrides }: LoadOptions,
  search: FileSearch,
  { problems, transferFolder }: Pick<WantedContext, 'problems' | 'transferFolder'>,
): ZoneRequest[] {
  const { zones } = overrides;
  const lists = document === undefined ? [] : configuredLists(input.block ?? [], document, search);
  if (zones !== undefined) return [...flaggedZones(zones, problems, search), ...lists];
  if (document === undefined) return [];
  const entries = input.zones ?? [];
  const secondaries = configuredSecondaries(entries, document, transferFolder);
  if (input.zones !== undefined)
    return [...configuredZones(entries, document, search), ...secondaries, ...lists];
  if (isSound && (input.forward ?? 'off') === 'off' && overrides.forward === undefined)
    document.warning([], 'no zones and no upstreams are named: nothing is answered', {
      hint: 'add `zones: [zones/*]` or `forward: ADDRESS`',
    });
  return lists;
}

/** Zones on the command line take the place of those of rondo.yaml, catalogs too. */
function catalogsOf({ input, document }: ConfigFile, { overrides }: LoadOptions): ProducedCatalog[] {
  if (document === undefined || overrides.zones !== undefined) return [];
  return producedCatalogs(input.zones ?? [], document);
}

/** The files that are asked for, and those that patterns led to before and cannot be found now. */
export function wantedFiles(settings: ConfigFile, context: WantedContext): WantedFiles {
  const { options, former, keptFiles, files, problems, ended } = context;
  const patterns: FileSearch['patterns'] = new Map();
  const unread = new UnreadList(problems);
  const known = former?.patterns;
  const search = { files, patterns, former: former?.files ?? keptFiles, known, unread };
  const errors = problems.errorCount;
  const requests = requestsOf(settings, options, search, context);
  const catalogs = catalogsOf(settings, options);
  checkListings(requests, catalogs);
  const { input, document } = settings;
  const { zones, listen: flagged } = options.overrides;
  if (document !== undefined && zones === undefined) checkViews(input, document, { requests, flagged });
  const hasErrors = problems.errorCount > errors + (unread.problem === undefined ? 0 : 1);
  if (former === undefined) return { requests, unread, catalogs, hasErrors };
  const wanted = { requests, patterns, awaited: options.awaited ?? new Set<string>() };
  const left = withoutEnded(wanted, former, ended);
  const all = withMissing({ ...wanted, requests: left }, former, problems);
  return { requests: all, unread, catalogs, hasErrors };
}
