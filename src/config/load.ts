// Loads everything that a server is made of: rondo.yaml, the command line, and all zone files.

import type { ProbeProfiles } from '../probe/resolve.js';
import { Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { Checkpoint } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { type Config, settle } from './config.js';
import { type ConfigFile, DEFAULT_CONFIG, readConfigFile } from './config-file.js';
import type { ForwardTo } from './forward-to.js';
import { configuredForwards, mergeForwards } from './forwards.js';
import { type LoadedZone, LoadMemory } from './load-memory.js';
import { LoadedFiles, StaleMemoryError } from './loaded-files.js';
import { applyOverrides, type Overrides } from './overrides.js';
import { type ProbesWithFiles, withProbeFiles } from './probe-files.js';
import { reportAt, reportFlag } from './report.js';
import type { SocketAddress } from './socket-address.js';
import { SourceFiles } from './source-files.js';
import { configuredZones, flaggedZones, type ZoneRequest } from './zone-requests.js';

/** Plain data: another thread may load by them, too. */
export interface LoadOptions {
  /** Path of the configuration; `./rondo.yaml` when neither it nor a zone is given. */
  readonly configFile?: string;
  readonly overrides: Overrides;
  /** Why there is no batch transport on this machine, if there is none. */
  readonly batchObstacle?: string;
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
  /** The zones of the load whose memory this one had, in their order; none of the first load. */
  readonly formerZones: readonly LoadedZone[];
  /** For the next load, once this one is served. */
  readonly memory: LoadMemory;
}

class Load {
  readonly problems = new Problems();
  readonly files = new SourceFiles();
  readonly zoneFiles: LoadedFiles;

  /** @param former what an earlier load remembers */
  constructor(
    readonly options: LoadOptions,
    readonly beganMs: number,
    readonly former: LoadMemory | undefined,
    checkpoint?: Checkpoint,
  ) {
    this.zoneFiles = new LoadedFiles(this.files, this.problems, checkpoint);
  }

  /** @throws StaleMemoryError when all must be read again */
  run(): Omit<Loaded, 'formerZones'> {
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
    const { zoneFiles } = this;
    zoneFiles.readAll(this.#requests(read), known, this.former?.fits(settings) ? this.former : undefined);
    const zones = zoneFiles.distinctZones();
    const errors = this.problems.errorCount;
    if (read.document !== undefined && known !== undefined)
      zoneFiles.attachHealth(health, read.document, known);
    const isComplete = known !== undefined && zoneFiles.isComplete && this.problems.errorCount === errors;
    zoneFiles.checkTracks(profiles, isComplete);
    zoneFiles.checkZones();
    for (const { problems } of zoneFiles.contents) this.problems.addAll(problems);
    const { problems, files, beganMs } = this;
    return {
      ...this.#settled(input, configured),
      ...{ zones, models: zoneFiles.models, profiles, problems, configFile, beganMs },
      files: files.seen,
      octets: files.octets,
      memory: this.#remember(settings, zones),
    };
  }

  /** The settings, with what the zone files say beside their zones. */
  #settled(
    input: ConfigFile['input'],
    configured: readonly ForwardTo[],
  ): Pick<Loaded, 'config' | 'forwards'> {
    const { contents } = this.zoneFiles;
    const rules = contents.flatMap(({ forwards }) => forwards);
    const forwards = input.forward === 'off' ? [] : mergeForwards(configured, rules);
    const hasUpstream = forwards.some(({ domain }) => domain === undefined);
    if (input.forward === undefined && !hasUpstream) this.zoneFiles.warnOfResolvConf();
    const listen = contents.flatMap(read => read.listen);
    const cacheSizes = contents.flatMap(({ cacheSize }) => cacheSize ?? []);
    return { config: settle(input, listen, cacheSizes, this.options.inherited ?? []), forwards };
  }

  #remember(settings: Uint8Array, zones: readonly LoadedZone[]): LoadMemory {
    const memory = new LoadMemory(this.beganMs, settings, zones);
    if (!this.problems.hasErrors) this.zoneFiles.remember(memory, this.former);
    return memory;
  }

  /** A transport that was asked for by name must be the one that is used. */
  #checkTransport(wanted: ConfigFile['input']['transport'], document: YamlDocument | undefined): void {
    const obstacle = wanted === 'batch' ? this.options.batchObstacle : undefined;
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
}

/**
 * Reads all files anew. It never throws for what is in them: every mistake is in `problems`.
 * @param former of an earlier load with the same options: zones whose files are unchanged are taken from it
 * @param checkpoint called between files, and inside long ones; what it throws ends the load
 */
export function loadConfig(options: LoadOptions, former?: LoadMemory, checkpoint?: Checkpoint): Loaded {
  const beganMs = Date.now();
  const formerZones = former?.zones ?? [];
  try {
    return { ...new Load(options, beganMs, former, checkpoint).run(), formerZones };
  } catch (error) {
    if (!(error instanceof StaleMemoryError)) throw error;
    return { ...new Load(options, beganMs, undefined, checkpoint).run(), formerZones };
  }
}
