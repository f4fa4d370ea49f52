// The zone files of one load: what was read of them, what is used again of the load before, and their checks as a whole.
import type { ProbeProfiles } from '../probe/resolve.js';
import { MAX_PROBLEMS, Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { checkZone, type LineAt } from '../zone/checks.js';
import { type Checkpoint, Records } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { attachHealth } from './attach-health.js';
import { hasRecordsOf } from './health-match.js';
import {
  keyOfZone,
  type LoadedZone,
  type LoadMemory,
  labelOfZone,
  loadedZone,
  type ReadFile,
} from './load-memory.js';
import type { HealthEntry } from './schema.js';
import type { SourceFiles } from './source-files.js';
import { checkTracks, probedPools } from './track-checks.js';
import { readZoneFile } from './zone-file.js';
import type { ZoneRequest } from './zone-requests.js';

/** A zone file with the request that led to it. */
interface FoundFile {
  readonly request: ZoneRequest;
  readonly read: ReadFile;
  /** Whether it is as it was in the load before. */
  readonly isReused: boolean;
}

/** What was remembered does not fit to what has changed. */
export class StaleMemoryError extends Error {
  override readonly name = 'StaleMemoryError';
}

/** The zone files of one load. */
export class LoadedFiles {
  readonly records: Records;
  readonly models = new Map<LoadedZone, Zone>();
  readonly #files: SourceFiles;
  readonly #problems: Problems;
  readonly #found: FoundFile[] = [];
  /** Requests for files with errors. */
  readonly #broken = new Set<ZoneRequest>();

  /**
   * @param problems of the whole load; those that are found in a file stay with it
   * @param checkpoint called between files, and inside long ones
   */
  constructor(files: SourceFiles, problems: Problems, checkpoint?: Checkpoint) {
    this.records = new Records(checkpoint);
    this.#files = files;
    this.#problems = problems;
  }

  /**
   * Reads the files of all requests.
   * @param profiles probes are not checked against them when absent
   * @param former files that have not changed are taken from it
   */
  readAll(
    requests: readonly ZoneRequest[],
    profiles: ProbeProfiles | undefined,
    former: LoadMemory | undefined,
  ): void {
    const seen = new Set<string>();
    for (const request of requests) {
      // Two patterns may match one file.
      if (seen.has(request.file)) continue;
      seen.add(request.file);
      this.records.checkpoint();
      const known = former?.find(request);
      if (known !== undefined) this.#files.see(known.traced.map(({ path }) => path));
      const read = known ?? this.#read(request, profiles);
      this.#found.push({ request, read, isReused: known !== undefined });
    }
  }

  #read(request: ZoneRequest, profiles: ProbeProfiles | undefined): ReadFile {
    const { records } = this;
    const files = this.#files;
    const problems = new Problems();
    files.beginTrace();
    const errors = this.#problems.errorCount;
    const result = readZoneFile(request, { files, problems, profiles, records });
    const zones = result.zones.map(model => {
      const zone = loadedZone(model);
      this.models.set(zone, model);
      return zone;
    });
    const { forwards = [], listen = [], cacheSize, readsResolvConf = false } = result;
    if (problems.hasErrors || this.#problems.errorCount > errors) this.#broken.add(request);
    const traced = files.traced;
    return {
      zones,
      forwards,
      listen,
      cacheSize,
      readsResolvConf,
      problems,
      matched: new Set(),
      foreign: new Set(),
      traced,
    };
  }

  /** Whether no file has errors. */
  get isComplete(): boolean {
    return this.#broken.size === 0;
  }

  /** What was read, file by file. */
  get contents(): readonly ReadFile[] {
    return this.#found.map(({ read }) => read);
  }

  /** The zones, every origin once. */
  distinctZones(): LoadedZone[] {
    const byOrigin = new Map<string, LoadedZone>();
    for (const { request, read } of this.#found)
      for (const zone of read.zones) {
        const key = keyOfZone(zone);
        const first = byOrigin.get(key);
        if (first === undefined) byOrigin.set(key, zone);
        else
          request.report(
            'error',
            `the zone ${labelOfZone(zone)} is in ${first.source} and in ${zone.source}; one file may hold it`,
          );
      }
    return [...byOrigin.values()];
  }

  /**
   * Entries that hold in zones which are used again need not be looked at, unless a new zone has such records
   * too.
   * @throws StaleMemoryError when all must be read again
   */
  attachHealth(entries: readonly HealthEntry[], document: YamlDocument, profiles: ProbeProfiles): void {
    const reused = this.#found.filter(({ isReused }) => isReused);
    const settled = new Set(reused.flatMap(({ read }) => [...read.matched]));
    const files = this.#found.filter(({ isReused }) => !isReused).map(({ read }) => read);
    const fresh = new Map(
      files.flatMap(read => read.zones.map(zone => [this.models.get(zone)!, read] as const)),
    );
    // What others hold of their hosts may have changed.
    if (reused.some(({ read }) => read.foreign.size > 0)) throw new StaleMemoryError();
    for (const index of settled)
      if (hasRecordsOf(entries[index], [...fresh.keys()])) throw new StaleMemoryError();
    const errors = this.#problems.errorCount;
    const { isComplete } = this;
    attachHealth({ entries, settled, document, zones: fresh, profiles, isComplete });
    if (reused.length > 0 && this.#problems.errorCount > errors) throw new StaleMemoryError();
  }

  /**
   * Pools that are used again may follow some that are not there any more, which only a whole load can tell
   * the place of.
   * @throws StaleMemoryError when all must be read again
   */
  checkTracks(profiles: ProbeProfiles, isComplete: boolean): void {
    for (const [zone, model] of this.models) if (model.hasPools) zone.pools = probedPools(model, profiles);
    const pools = this.#found.flatMap(({ read }) => read.zones.flatMap(zone => zone.pools));
    const errors = this.#problems.errorCount;
    checkTracks(pools, this.#problems, isComplete, ({ file, line }) => this.#files.line(file, line));
    if (this.#problems.errorCount > errors && this.#found.some(({ isReused }) => isReused))
      throw new StaleMemoryError();
  }

  /** Checks each zone that was read now, as a whole, unless its file has errors. */
  checkZones(): void {
    for (const { request, read } of this.#found) {
      const { problems } = read;
      if (this.#broken.has(request)) continue;
      const lineAt: LineAt = ({ file, line }) =>
        problems.list.length < MAX_PROBLEMS ? this.#files.line(file, line) : undefined;
      for (const zone of read.zones) {
        const model = this.models.get(zone);
        if (model !== undefined) checkZone(model, problems, lineAt);
      }
    }
  }

  /** Warns of files that leave the upstream of other names to /etc/resolv.conf. */
  warnOfResolvConf(): void {
    const hint = 'add server=ADDRESS to it, or `forward:` to rondo.yaml';
    for (const { request, read } of this.#found) {
      if (!read.readsResolvConf) continue;
      const message = `${request.file} has no upstream for other names, and /etc/resolv.conf is not read`;
      request.report('warning', message, hint);
    }
  }

  /** Puts what the next load may use again into its memory. @param former where files that are used again were found */
  remember(memory: LoadMemory, former: LoadMemory | undefined): void {
    for (const { request, read, isReused } of this.#found)
      if (isReused) memory.keep(request, former!);
      else memory.add(request, read);
  }
}
