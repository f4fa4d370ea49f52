// Loads everything that a server is made of: rondo.yaml, the command line, and all zone files.
import { nameKey } from '../dns/name.js';
import { MAX_PROBLEMS, Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { checkZone, type LineAt } from '../zone/checks.js';
import type { ProbeProfiles } from '../zone/yaml/probe.js';
import type { Zone } from '../zone/zone.js';
import { attachHealth } from './attach-health.js';
import { type Config, type ForwardTo, type SocketAddress, settle } from './config.js';
import { type ConfigFile, DEFAULT_CONFIG, readConfigFile } from './config-file.js';
import { configuredForwards, mergeForwards } from './forwards.js';
import { applyOverrides, type Overrides } from './overrides.js';
import { isFlag, type Report, reportAt, reportFlag } from './report.js';
import { SourceFiles } from './source-files.js';
import { readZoneFile, type ZoneFile } from './zone-file.js';
import { configuredZones, flaggedZones, type ZoneRequest } from './zone-requests.js';

export interface LoadOptions {
  /** Path of the configuration; `./rondo.yaml` when neither it nor a zone is given. */
  readonly configFile?: string;
  readonly overrides: Overrides;
}

/** One load. It is fit to be served when `problems` has no error. */
export interface Loaded {
  readonly config: Config;
  readonly zones: readonly Zone[];
  readonly forwards: readonly ForwardTo[];
  readonly profiles: ProbeProfiles;
  readonly problems: Problems;
  /** All files and folders that were looked at, for the watcher. */
  readonly files: readonly string[];
  /** When the load began, in milliseconds since 1970: what changes later is not in it. */
  readonly beganMs: number;
  /** The configuration that was read, if any. */
  readonly configFile: string | undefined;
}

/** A zone with the request that led to it. */
interface FoundZone {
  readonly zone: Zone;
  readonly report: Report;
  /** Whether its file was read without an error. */
  readonly isSound: boolean;
}

class Load {
  readonly problems = new Problems();
  readonly files = new SourceFiles();
  readonly found: FoundZone[] = [];
  readonly forwards: ForwardTo[] = [];
  readonly listen: SocketAddress[] = [];
  /** Files whose author expects dnsmasq to take upstreams from resolv.conf. */
  readonly expectResolvConf: ZoneRequest[] = [];
  /** Whether every zone file was read without an error. */
  #isComplete = true;

  constructor(readonly options: LoadOptions) {}

  run(): Omit<Loaded, 'beganMs'> {
    const { overrides } = this.options;
    const configFile =
      this.options.configFile ?? (overrides.zones === undefined ? DEFAULT_CONFIG : undefined);
    const read: ConfigFile =
      configFile === undefined
        ? { input: {}, isSound: true }
        : readConfigFile(configFile, this.files, this.problems);
    const input = applyOverrides(read.input, overrides, this.problems);
    this.#checkTransport(input.transport, read.document);
    const profiles: ProbeProfiles = new Map(Object.entries(input.probes ?? {}));
    const configured = this.#configuredForwards(input.forward, read.document);
    // Profiles that a broken file would have named are not missed.
    const known = read.isSound ? profiles : undefined;
    this.#readZones(this.#requests(read), known);
    const zones = this.#distinctZones();
    if (read.document !== undefined && known !== undefined)
      attachHealth(input.health ?? [], read.document, zones, known, this.#isComplete);
    this.#checkZones();
    const forwards = input.forward === 'off' ? [] : mergeForwards(configured, this.forwards);
    if (input.forward === undefined) this.#checkResolvConf(forwards);
    const { problems, files } = this;
    return {
      config: settle(input, this.listen),
      zones,
      forwards,
      profiles,
      problems,
      files: files.seen,
      configFile,
    };
  }

  /** A transport that was asked for by name must be the one that is used. */
  #checkTransport(wanted: ConfigFile['input']['transport'], document: YamlDocument | undefined): void {
    if (wanted !== 'batch') return;
    const flag = this.options.overrides.transport;
    const isInFile = flag === undefined && document !== undefined;
    const report = isInFile
      ? reportAt(document, ['transport'])
      : reportFlag(this.problems, '--transport', 'batch');
    report('error', 'the batch transport is not part of this version', 'use auto or dgram');
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

  #readZones(requests: readonly ZoneRequest[], profiles: ProbeProfiles | undefined): void {
    const { files, problems } = this;
    const seen = new Set<string>();
    for (const request of requests) {
      // Two patterns may match one file.
      if (seen.has(request.file)) continue;
      seen.add(request.file);
      const before = problems.errorCount;
      const read = readZoneFile(request, { files, problems, profiles });
      this.#keep(read, request, problems.errorCount === before);
    }
  }

  #keep(
    { zones, forwards, listen, readsResolvConf }: ZoneFile,
    request: ZoneRequest,
    isSound: boolean,
  ): void {
    for (const zone of zones) this.found.push({ zone, report: request.report, isSound });
    this.#isComplete &&= isSound;
    this.forwards.push(...(forwards ?? []));
    this.listen.push(...(listen ?? []));
    if (readsResolvConf) this.expectResolvConf.push(request);
  }

  /** Every origin once. */
  #distinctZones(): Zone[] {
    const byOrigin = new Map<string, Zone>();
    for (const { zone, report } of this.found) {
      const key = nameKey(zone.origin);
      const first = byOrigin.get(key);
      if (first === undefined) byOrigin.set(key, zone);
      else
        report(
          'error',
          `the zone ${zone.label} is in ${first.source} and in ${zone.source}; one file may hold it`,
        );
    }
    return [...byOrigin.values()];
  }

  #checkZones(): void {
    const lineAt: LineAt = ({ file, line }) =>
      this.problems.list.length < MAX_PROBLEMS ? this.files.line(file, line) : undefined;
    for (const { zone, isSound } of this.found) if (isSound) checkZone(zone, this.problems, lineAt);
  }

  #checkResolvConf(forwards: readonly ForwardTo[]): void {
    if (forwards.some(({ domain }) => domain === undefined)) return;
    const hint = 'add server=ADDRESS to it, or `forward:` to rondo.yaml';
    for (const { file, report } of this.expectResolvConf)
      report('warning', `${file} has no upstream for other names, and /etc/resolv.conf is not read`, hint);
  }
}

/** Reads all files anew. It never throws for what is in them: every mistake is in `problems`. */
export function loadConfig(options: LoadOptions): Loaded {
  const beganMs = Date.now();
  return { ...new Load(options).run(), beganMs };
}

const EXIT_DATA = 65;
const EXIT_CONFIG = 78;

/** The exit status (sysexits.h) for the errors of a load: 78 when one is in the configuration or a flag, 65 when all are in zone data, 0 without any. */
export function exitCodeOf(problems: Problems, configFile: string | undefined): number {
  if (!problems.hasErrors) return 0;
  const isConfig = problems.list.some(
    ({ severity, place }) => severity === 'error' && (place.file === configFile || isFlag(place.file)),
  );
  return isConfig ? EXIT_CONFIG : EXIT_DATA;
}
