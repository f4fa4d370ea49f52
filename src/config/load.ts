// Loads everything that a server is made of: rondo.yaml, the command line, and all zone files.

import type { ProbeProfiles } from '../probe/resolve.js';
import { MAX_PROBLEMS, Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { checkZone, type LineAt } from '../zone/checks.js';
import { Records } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { attachHealth } from './attach-health.js';
import { type Config, settle } from './config.js';
import { type ConfigFile, DEFAULT_CONFIG, readConfigFile } from './config-file.js';
import type { ForwardTo } from './forward-to.js';
import { configuredForwards, mergeForwards } from './forwards.js';
import { hasRecordsOf } from './health-match.js';
import { LoadedZone, LoadMemory, type ReadFile } from './load-memory.js';
import { applyOverrides, type Overrides } from './overrides.js';
import { type ProbesWithFiles, withProbeFiles } from './probe-files.js';
import { reportAt, reportFlag } from './report.js';
import type { HealthEntry } from './schema.js';
import type { SocketAddress } from './socket-address.js';
import { SourceFiles } from './source-files.js';
import { checkTracks, probedPools } from './track-checks.js';
import { readZoneFile } from './zone-file.js';
import { configuredZones, flaggedZones, type ZoneRequest } from './zone-requests.js';

export interface LoadOptions {
  /** Path of the configuration; `./rondo.yaml` when neither it nor a zone is given. */
  readonly configFile?: string;
  readonly overrides: Overrides;
  /** Says why there is no batch transport on this machine; without it, asking for that is not looked into. */
  readonly batchObstacle?: () => string | undefined;
  /** Where sockets that were handed over listen; they are answered in any case. */
  readonly inherited?: readonly SocketAddress[];
}

/** One load. It is fit to be served when `problems` has no error. */
export interface Loaded {
  readonly config: Config;
  readonly zones: readonly LoadedZone[];
  /** The zones that were read by this load; the others are as they were in the load before. */
  readonly models: ReadonlyMap<LoadedZone, Zone>;
  readonly forwards: readonly ForwardTo[];
  readonly profiles: ProbeProfiles;
  readonly problems: Problems;
  /** All files and folders that were looked at, for the watcher. */
  readonly files: readonly string[];
  /** How much was read. */
  readonly octets: number;
  /** When the load began, in milliseconds since 1970: what changes later is not in it. */
  readonly beganMs: number;
  /** The configuration that was read, if any. */
  readonly configFile: string | undefined;
  /** For the next load, once this one is served. */
  readonly memory: LoadMemory;
}

/** A zone file with the request that led to it. */
interface FoundFile {
  readonly request: ZoneRequest;
  readonly read: ReadFile;
  /** Whether it is as it was in the load before. */
  readonly isReused: boolean;
}

/** What was remembered does not fit to what has changed. */
class Stale extends Error {}

class Load {
  readonly problems = new Problems();
  readonly files = new SourceFiles();
  readonly records = new Records();
  readonly found: FoundFile[] = [];
  readonly models = new Map<LoadedZone, Zone>();
  /** Requests for files with errors. */
  readonly #broken = new Set<ZoneRequest>();

  /** @param former what an earlier load remembers */
  constructor(
    readonly options: LoadOptions,
    readonly beganMs: number,
    readonly former: LoadMemory | undefined,
  ) {}

  /** @throws Stale when all must be read again */
  run(): Loaded {
    const { overrides } = this.options;
    const configFile =
      this.options.configFile ?? (overrides.zones === undefined ? DEFAULT_CONFIG : undefined);
    const read: ConfigFile =
      configFile === undefined
        ? { input: {}, isSound: true }
        : readConfigFile(configFile, this.files, this.problems);
    const input = applyOverrides(read.input, overrides, this.problems);
    this.#checkTransport(input.transport, read.document);
    const { probes = {}, health = [], digest } = this.#probes(read);
    const profiles: ProbeProfiles = new Map(Object.entries(probes));
    const configured = this.#configuredForwards(input.forward, read.document);
    // Profiles that a broken file would have named are not missed.
    const known = read.isSound ? profiles : undefined;
    const written = configFile === undefined ? new Uint8Array(0) : this.files.bytesOf(configFile);
    const settings = Buffer.concat([written, Buffer.from(digest)]);
    this.#readZones(this.#requests(read), known, this.former?.fits(settings) ? this.former : undefined);
    const zones = this.#distinctZones();
    const errors = this.problems.errorCount;
    if (read.document !== undefined && known !== undefined) this.#attachHealth(health, read.document, known);
    const isComplete = known !== undefined && this.#broken.size === 0 && this.problems.errorCount === errors;
    this.#checkTracks(profiles, isComplete);
    this.#checkZones();
    for (const { read } of this.found) this.problems.addAll(read.problems);
    const rules = this.found.flatMap(({ read }) => read.forwards);
    const forwards = input.forward === 'off' ? [] : mergeForwards(configured, rules);
    if (input.forward === undefined) this.#checkResolvConf(forwards);
    const { problems, files, models, beganMs } = this;
    return {
      config: settle(
        input,
        this.found.flatMap(({ read }) => read.listen),
        this.found.flatMap(({ read }) => read.cacheSize ?? []),
        this.options.inherited ?? [],
      ),
      ...{ zones, models, forwards, profiles, problems, configFile, beganMs },
      files: files.seen,
      octets: files.octets,
      memory: this.#remember(settings),
    };
  }

  /** What the next load may use again. */
  #remember(settings: Uint8Array): LoadMemory {
    const memory = new LoadMemory(this.beganMs, settings);
    if (this.problems.hasErrors) return memory;
    for (const { request, read, isReused } of this.found)
      if (isReused) memory.keep(request, this.former!);
      else memory.add(request, read);
    return memory;
  }

  /** A transport that was asked for by name must be the one that is used. */
  #checkTransport(wanted: ConfigFile['input']['transport'], document: YamlDocument | undefined): void {
    const obstacle = wanted === 'batch' ? this.options.batchObstacle?.() : undefined;
    if (obstacle === undefined) return;
    const flag = this.options.overrides.transport;
    const isInFile = flag === undefined && document !== undefined;
    const report = isInFile
      ? reportAt(document, ['transport'])
      : reportFlag(this.problems, '--transport', 'batch');
    report('error', `there is no batch transport here: ${obstacle}`, 'use auto or dgram');
  }

  #probes({ input, document }: ConfigFile): ProbesWithFiles {
    if (document === undefined) return { probes: input.probes, health: input.health, digest: '' };
    return withProbeFiles(input, document, this.files);
  }

  #requests({ input, document, isSound }: ConfigFile): ZoneRequest[] {
    const { zones } = this.options.overrides;
    if (zones !== undefined) return flaggedZones(zones, this.problems, this.files);
    if (document === undefined) return [];
    if (input.zones !== undefined) return configuredZones(input.zones, document, this.files);
    if (isSound)
      document.warning([], 'no zones are named: only forwarding is left', { hint: 'add `zones: [zones/*]`' });
    return [];
  }

  #configuredForwards(
    forward: ConfigFile['input']['forward'],
    document: YamlDocument | undefined,
  ): ForwardTo[] {
    const flags = this.options.overrides.forward;
    return configuredForwards(forward, index =>
      document === undefined || flags !== undefined
        ? reportFlag(this.problems, '--forward', flags?.[index] ?? '')
        : reportAt(document, ['forward', index, 'domain']),
    );
  }

  #readZones(
    requests: readonly ZoneRequest[],
    profiles: ProbeProfiles | undefined,
    former: LoadMemory | undefined,
  ): void {
    const seen = new Set<string>();
    for (const request of requests) {
      // Two patterns may match one file.
      if (seen.has(request.file)) continue;
      seen.add(request.file);
      const known = former?.find(request);
      if (known !== undefined) this.files.see(known.traced.map(({ path }) => path));
      const read = known ?? this.#read(request, profiles);
      this.found.push({ request, read, isReused: known !== undefined });
    }
  }

  #read(request: ZoneRequest, profiles: ProbeProfiles | undefined): ReadFile {
    const { files, records } = this;
    const problems = new Problems();
    files.beginTrace();
    const errors = this.problems.errorCount;
    const result = readZoneFile(request, { files, problems, profiles, records });
    const zones = result.zones.map(model => {
      const zone = new LoadedZone(model);
      this.models.set(zone, model);
      return zone;
    });
    const { forwards = [], listen = [], cacheSize, readsResolvConf = false } = result;
    if (problems.hasErrors || this.problems.errorCount > errors) this.#broken.add(request);
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

  /** Every origin once. */
  #distinctZones(): LoadedZone[] {
    const byOrigin = new Map<string, LoadedZone>();
    for (const { request, read } of this.found)
      for (const zone of read.zones) {
        const { key } = zone;
        const first = byOrigin.get(key);
        if (first === undefined) byOrigin.set(key, zone);
        else
          request.report(
            'error',
            `the zone ${zone.label} is in ${first.source} and in ${zone.source}; one file may hold it`,
          );
      }
    return [...byOrigin.values()];
  }

  /**
   * Entries that hold in zones which are used again need not be looked at, unless a new zone has such records
   * too.
   */
  #attachHealth(entries: readonly HealthEntry[], document: YamlDocument, profiles: ProbeProfiles): void {
    const reused = this.found.filter(({ isReused }) => isReused);
    const settled = new Set(reused.flatMap(({ read }) => [...read.matched]));
    const files = this.found.filter(({ isReused }) => !isReused).map(({ read }) => read);
    const fresh = new Map(
      files.flatMap(read => read.zones.map(zone => [this.models.get(zone)!, read] as const)),
    );
    // What others hold of their hosts may have changed.
    if (reused.some(({ read }) => read.foreign.size > 0)) throw new Stale();
    for (const index of settled) if (hasRecordsOf(entries[index], [...fresh.keys()])) throw new Stale();
    const errors = this.problems.errorCount;
    const isComplete = this.#broken.size === 0;
    attachHealth({ entries, settled, document, zones: fresh, profiles, isComplete });
    if (reused.length > 0 && this.problems.errorCount > errors) throw new Stale();
  }

  /**
   * Pools that are used again may follow some that are not there any more, which only a whole load can tell
   * the place of.
   */
  #checkTracks(profiles: ProbeProfiles, isComplete: boolean): void {
    for (const [zone, model] of this.models) if (model.hasPools) zone.pools = probedPools(model, profiles);
    const pools = this.found.flatMap(({ read }) => read.zones.flatMap(zone => zone.pools));
    const errors = this.problems.errorCount;
    checkTracks(pools, this.problems, isComplete, ({ file, line }) => this.files.line(file, line));
    if (this.problems.errorCount > errors && this.found.some(({ isReused }) => isReused)) throw new Stale();
  }

  #checkZones(): void {
    for (const { request, read } of this.found) {
      const { problems } = read;
      if (this.#broken.has(request)) continue;
      const lineAt: LineAt = ({ file, line }) =>
        problems.list.length < MAX_PROBLEMS ? this.files.line(file, line) : undefined;
      for (const zone of read.zones) {
        const model = this.models.get(zone);
        if (model !== undefined) checkZone(model, problems, lineAt);
      }
    }
  }

  #checkResolvConf(forwards: readonly ForwardTo[]): void {
    if (forwards.some(({ domain }) => domain === undefined)) return;
    const hint = 'add server=ADDRESS to it, or `forward:` to rondo.yaml';
    for (const { request, read } of this.found) {
      if (!read.readsResolvConf) continue;
      const message = `${request.file} has no upstream for other names, and /etc/resolv.conf is not read`;
      request.report('warning', message, hint);
    }
  }
}

/**
 * Reads all files anew. It never throws for what is in them: every mistake is in `problems`.
 * @param former of an earlier load with the same options: zones whose files are unchanged are taken from it
 */
export function loadConfig(options: LoadOptions, former?: LoadMemory): Loaded {
  const beganMs = Date.now();
  try {
    return new Load(options, beganMs, former).run();
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
    return new Load(options, beganMs, undefined).run();
  }
}
