// Reads one zone file of a load, as it is now or as it was when it was kept.
import { existsSync } from 'node:fs';
import type { ProbeProfiles } from '../probe/profiled.js';
import { poolName } from '../probe/track/pool-name.js';
import { type Problem, Problems } from '../source/problem.js';
import { catalogMembers } from '../zone/catalog/members.js';
import { checkZone } from '../zone/checks.js';
import type { Records } from '../zone/records.js';
import type { RRset } from '../zone/rrset.js';
import type { Zone } from '../zone/zone.js';
import { isWholeCopy } from './copy-end.js';
import { expiredPath } from './copy-path.js';
import type { ReadContext } from './format/format.js';
import type { KeptFolder } from './kept-folder.js';
import { type LoadedZone, loadedZone, type ReadFile } from './load-memory.js';
import type { SourceFiles } from './source-files.js';
import type { UpdateLayer } from './update-layer.js';
import { readZoneFile } from './zone-file.js';
import type { ZoneRequest } from './zone-requests.js';

/** What a file is read with. */
export interface ReadingContext {
  readonly files: SourceFiles;
  /** Of the whole load; those that are found in a file stay with it. */
  readonly problems: Problems;
  readonly records: Records;
  /** Probes are not checked against them when absent. */
  readonly profiles: ProbeProfiles | undefined;
  /** As in {@link ReadContext}. */
  readonly views: readonly string[] | undefined;
  /** As in {@link ReadContext}. */
  readonly probed: ReadonlySet<string>;
  /** What an earlier process has kept; undefined when it is not to be used. */
  readonly kept: KeptFolder | undefined;
  /** What updates have made of zones. */
  readonly updates: UpdateLayer;
}

/** What was read of a file, and whether it is good. */
export interface Reading {
  readonly read: ReadFile;
  /** The first error. */
  readonly error: Problem | undefined;
}

/**
 * Whoever runs this server did not write a zone of others, and cannot mend it: what is only doubtful is passed over, and some
 * mistakes tell that it is broken. Each version of it may have others.
 */
const MAX_OF_OTHERS = 3;

const poolNameOf =
  ({ view }: Zone) =>
  ({ owner, type }: RRset) =>
    poolName(owner, type, view);

export class FileReader {
  /** The zones that were read and are of use. */
  readonly models = new Map<LoadedZone, Zone>();
  readonly #context: ReadingContext;

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  /** Reads a file. @param readMs what is said of when it was read, in milliseconds since 1970 */
  read(request: ZoneRequest, readMs: number): Reading {
    const { files, records, profiles, views, probed, problems: all, updates } = this.#context;
    const problems = request.secondary === undefined ? new Problems() : new Problems(true, MAX_OF_OTHERS);
    files.beginTrace();
    const errors = all.errorCount;
    const result = readZoneFile(request, { files, problems, profiles, views, probed, records });
    if (request.secondary !== undefined) this.#checkWhole(request, problems);
    const zones = result.zones.map(model => {
      model.view = request.view;
      updates.apply(model, request, problems);
      const zone = loadedZone(model, readMs);
      this.models.set(zone, model);
      return zone;
    });
    const { forwards = [], listen = [], cacheSize, readsResolvConf = false, settings, names } = result;
    const members = this.#membersIn(request, result.zones, problems);
    const error = problems.firstError ?? (all.errorCount > errors ? all.lastError : undefined);
    const read: ReadFile = {
      ...{ zones, forwards, listen, cacheSize, readsResolvConf, settings, names, problems },
      matched: new Set(),
      foreign: new Set(),
      traced: files.traced,
      ...(members && { members }),
    };
    return { read, error };
  }

  /** A copy that was cut short, by whatever, is half a zone that looks like a whole one. */
  #checkWhole({ file, origin }: ZoneRequest, problems: Problems): void {
    const octets = this.#context.files.bytesOf(file);
    if (octets.length === 0 || problems.hasErrors || isWholeCopy(octets)) return;
    const hint = `\`rondo zone refresh ${origin}\` brings it again`;
    problems.error({ file, line: 1, column: 1 }, `the copy of ${origin} is not whole: it has no end`, {
      hint,
    });
  }

  /** What a catalog lists that has expired: that goes on (RFC 9432 §5.1). */
  expiredMembers(request: ZoneRequest): ReadFile['members'] {
    // Where it cannot be taken out of the way it stays.
    const file = [request.file, expiredPath(request.file)].find(path => existsSync(path));
    if (file === undefined) return undefined;
    const { read, error } = this.read({ ...request, file }, 0);
    for (const zone of read.zones) this.models.delete(zone);
    if (error === undefined) return read.members;
    const restored = this.restore(request);
    for (const zone of restored?.zones ?? []) this.models.delete(zone);
    return restored?.members;
  }

  #membersIn({ catalog }: ZoneRequest, [zone]: readonly Zone[], problems: Problems): ReadFile['members'] {
    // What else is wrong with it is said already.
    if (catalog === undefined || zone === undefined || problems.hasErrors) return undefined;
    return catalogMembers(zone, catalog.maxMembers, problems);
  }

  /** The pools of the version that was kept across a restart; undefined when the file says the same, or nothing of use was kept. */
  keptPools(request: ZoneRequest): ReadonlySet<string> | undefined {
    const { kept, files } = this.#context;
    const [latest] = kept?.find(request, () => {}) ?? [];
    if (latest === undefined || files.areAs(latest)) return undefined;
    const zones = this.restore(request)?.zones;
    const models = zones?.map(zone => this.models.get(zone)!);
    for (const zone of zones ?? []) this.models.delete(zone);
    return models && new Set(models.flatMap(model => [...model.pooled()].map(poolNameOf(model))));
  }

  /** What was read of the version that was kept across a restart, if that is still good. */
  restore(request: ZoneRequest): ReadFile | undefined {
    const { kept, files } = this.#context;
    const warn = (text: string) => request.report('warning', text);
    for (const text of kept?.find(request, warn) ?? []) {
      let fault: string | undefined;
      const report: ZoneRequest['report'] = (severity, message) => {
        if (severity === 'error') fault ??= message;
      };
      const { read } = files.replay(text, () => this.read({ ...request, report }, text.readMs));
      for (const zone of read.zones) checkZone(this.models.get(zone)!, read.problems);
      fault ??= read.problems.firstError?.message;
      if (fault === undefined) return read;
      for (const zone of read.zones) this.models.delete(zone);
      warn(`the version of ${request.file} that was kept is no use: ${fault}`);
    }
    return undefined;
  }
}
