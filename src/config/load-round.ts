// One round of a load: reads everything, leaves out what the rounds before have found at fault, and finds what else is.
import type { ProbeProfiles } from '../probe/profiled.js';
import { type Problem, Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { type Checkpoint, Records } from '../zone/records.js';
import type { Blame } from './blame.js';
import { cacheFile } from './cache-settings.js';
import { settle } from './config.js';
import { type ConfigFile, DEFAULT_CONFIG, parseConfigFile, readConfigFile } from './config-file.js';
import { dated, type FileFault, STANDING, type UndatedFault } from './file-fault.js';
import { Forwarding } from './forwarding.js';
import { hasDefault, mergeForwards } from './forwards.js';
import { probedNames } from './health-match.js';
import { homePart, namesWith } from './home-names.js';
import type { KeptFolder } from './kept-folder.js';
import { keptFolders, type StateFileOf } from './kept-folders.js';
import { checkKeyUses } from './key-uses.js';
import { type LoadedZone, LoadMemory, type RememberedFacts, type RememberedSettings } from './load-memory.js';
import { fileMarks, type Loaded, type LoadOptions } from './loaded.js';
import { LoadedFiles } from './loaded-files.js';
import { readFiles } from './member-files.js';
import { applyOverrides } from './overrides.js';
import { type OwnFiles, readOwnFiles } from './own-files.js';
import { type ProbesWithFiles, withProbeFiles } from './probe-files.js';
import { resolvSourceOf } from './resolv-source.js';
import type { ConfigInput } from './schema.js';
import type { SourceFiles } from './source-files.js';
import { checkTransport } from './transport-check.js';
import { checkUnusedViews } from './unused-views.js';
import { UpdateLayer } from './update-layer.js';
import { upstreamRules } from './upstream-rules.js';
import { type WantedFiles, wantedFiles } from './wanted-files.js';
import { WholeChecks } from './whole-checks.js';
import type { FileSearch, ZoneRequest } from './zone-requests.js';
import { zoneRules } from './zone-rules.js';

/** How a load is gone about, for all its rounds. */
export interface Course {
  /** What went wrong in the rounds before. */
  readonly blame: Blame;
  /** Whether files that have not changed are taken from the load before. */
  readonly mayReuse: boolean;
  readonly files: SourceFiles;
  /** Takes files that were taken away on purpose. */
  readonly ended: Set<string>;
  /** Called between files, and inside long ones. */
  readonly checkpoint: Checkpoint | undefined;
  /** What an earlier process has kept of zone files; undefined when it is not to be used. */
  readonly kept: KeptFolder | undefined;
  /** Files that look like no zones, and of which it has a zone. */
  readonly keptFiles: FileSearch['former'];
  /** When the first round began, in milliseconds since 1970. */
  readonly beganMs: number;
  /** Undefined when nothing that is kept is looked at. */
  readonly stateFileOf: StateFileOf | undefined;
}

/** What a server answers by. */
type ServedParts = Pick<Loaded, 'zones' | 'forwards' | 'config'>;

/** What rondo.yaml says. */
interface Settings extends ConfigFile {
  readonly remembered: RememberedSettings;
  /** Whether they are others than those of the load before. */
  readonly areNew: boolean;
}

export class Round {
  readonly problems = new Problems();
  readonly #options: LoadOptions;
  readonly #former: LoadMemory | undefined;
  readonly #course: Course;
  readonly #configFile: string | undefined;

  /** @param former what an earlier load remembers */
  constructor(options: LoadOptions, former: LoadMemory | undefined, course: Course) {
    this.#options = options;
    this.#former = former;
    this.#course = course;
    const isAlone = options.overrides.zones !== undefined;
    this.#configFile = options.configFile ?? (isAlone ? undefined : DEFAULT_CONFIG);
  }

  /**
   * @returns undefined when rondo.yaml is wrong and the next round is to go by the settings before
   * @throws StaleMemoryError when all must be read again
   */
  run(): Loaded | undefined {
    const read = this.#readConfig();
    const input = applyOverrides(read.input, this.#options.overrides, this.problems);
    checkTransport(input.transport, this.#options, read.document, this.problems);
    const probes = this.#probes(read);
    const own = this.#stays ?? readOwnFiles(input, read.document, this.#course.files);
    checkKeyUses(read.document, own.keys);
    const forwarding = this.#forwarding(input, read.document);
    const isStrict = this.#isStrict(read);
    const { blame, files, beganMs } = this.#course;
    if (this.problems.hasErrors && blame.settings === undefined) {
      blame.settings = this.problems.firstError;
      if (this.#stays !== undefined && !isStrict) return undefined;
    }
    const settings = this.#settings(read, { probes, ...own });
    const { unread, ...wanted } = this.#wanted(settings, input);
    const zoneFiles = this.#zoneFiles({ ...settings, input }, isStrict);
    const { requests, owners } = readFiles(zoneFiles, wanted, beganMs);
    const zones = this.#check(zoneFiles, settings);
    const faults = this.#faults(zoneFiles, unread.problem);
    const loaded = {
      ...this.#settled(zoneFiles, { ...settings, input }, forwarding, requests),
      ...{ zones, faults, beganMs, problems: this.problems, configFile: this.#configFile },
      models: zoneFiles.models,
      leftOut: zoneFiles.leftOut(zones),
      profiles: profilesOf(settings),
      formerZones: this.#former?.zones ?? [],
      // Nobody but this server writes its copies of zones, and says so when it does.
      files: files.seenBut(new Set(requests.flatMap(({ file, secondary }) => (secondary ? file : [])))),
      ...{ octets: files.octets, doubtful: zoneFiles.doubtful, shortage: files.shortage },
      unread: { files: unread.files, count: unread.count, paths: unread.paths },
    };
    const home = hasDefault(loaded.forwards) ? homePart(loaded.config.forward.home) : undefined;
    const names = namesWith(home, zoneFiles.names(), settings.areNew ? undefined : this.#former);
    const facts = { isStrict, resolv: forwarding.resolv, hasHome: home !== undefined, owners };
    const memory = this.#remember(loaded, zoneFiles, settings.remembered, facts);
    return { ...loaded, ...names, memory, isServable: this.#isServable(loaded, isStrict) };
  }

  /** The settings before, when it is known that those in the file are wrong. */
  get #stays(): RememberedSettings | undefined {
    return this.#course.blame.settings === undefined ? undefined : this.#former?.facts.settings;
  }

  #readConfig(): ConfigFile {
    const file = this.#configFile;
    if (file === undefined) return { input: {}, isSound: true };
    const stays = this.#stays;
    if (stays === undefined) return readConfigFile(file, this.#course.files, this.problems);
    return parseConfigFile(file, stays.text, this.problems);
  }

  #probes({ input, document }: ConfigFile): ProbesWithFiles {
    const stays = this.#stays;
    if (stays !== undefined) return stays.probes;
    if (document === undefined)
      return { probes: input.probes, health: input.health, receivers: [], digest: '' };
    return withProbeFiles(input, document, this.#course.files);
  }

  /** What cannot be read may have said so before. */
  #isStrict({ input, isSound }: ConfigFile): boolean {
    if (this.#options.isStrict || input.strict === true) return true;
    return !isSound && input.strict === undefined && this.#former?.facts.isStrict === true;
  }

  #settings(read: ConfigFile, { probes, ...own }: Pick<RememberedSettings, 'probes'> & OwnFiles): Settings {
    const former = this.#former;
    if (this.#stays !== undefined) return { ...read, remembered: this.#stays, areNew: false };
    const { files, beganMs } = this.#course;
    const text = this.#configFile === undefined ? new Uint8Array(0) : files.bytesOf(this.#configFile);
    const remembered = { text, probes, ...own, readMs: beganMs };
    const areNew = former !== undefined && !former.fits(remembered);
    const same = areNew ? undefined : former?.facts.settings;
    return { ...read, remembered: same === undefined ? remembered : { ...same, ...own }, areNew };
  }

  /** What is asked for wrongly is a fault of the settings. */
  #wanted(settings: Settings, input: ConfigInput): WantedFiles {
    const { problems } = this;
    const { files, ended, blame, keptFiles, stateFileOf } = this.#course;
    const context = {
      ...{ options: this.#options, former: this.#former, files, problems, ended, keptFiles },
      transferFolder: keptFolders(input, stateFileOf, this.#options.inherited).transferred,
    };
    const wanted = wantedFiles(settings, context);
    if (wanted.hasErrors) blame.settings ??= problems.lastError;
    return wanted;
  }

  #zoneFiles(settings: Settings, isStrict: boolean): LoadedFiles {
    const { files, blame, mayReuse, beganMs, checkpoint, kept, stateFileOf } = this.#course;
    const { updates: folder } = keptFolders(settings.input, stateFileOf, this.#options.inherited);
    return new LoadedFiles({
      updates: new UpdateLayer(folder, this.#former !== undefined),
      ...{ files, blame, beganMs, isStrict, problems: this.problems, kept, former: this.#former },
      records: new Records(checkpoint),
      probed: probedNames(settings.remembered.probes.health),
      // Profiles that a broken file would have named are not missed.
      profiles: settings.isSound ? profilesOf(settings) : undefined,
      ...fileMarks(this.#options),
      views: settings.isSound ? Object.keys(settings.input.views ?? {}) : undefined,
      mayReuse: mayReuse && !settings.areNew,
    });
  }

  /** Checks all files together. @returns the zones that are served */
  #check(zoneFiles: LoadedFiles, settings: Settings): readonly LoadedZone[] {
    const { problems } = this;
    const { files, blame } = this.#course;
    const { document, isSound, areNew } = settings;
    const context = { files, blame, problems, former: this.#former, hasNewSettings: areNew };
    const checks = new WholeChecks(zoneFiles, context);
    const zones = zoneFiles.distinctZones();
    const errors = problems.errorCount;
    const profiles = profilesOf(settings);
    const { health = [], receivers } = settings.remembered.probes;
    if (document !== undefined && isSound) checks.attachHealth(health, document, profiles);
    const isComplete = isSound && zoneFiles.isComplete && problems.errorCount === errors;
    checks.linkFallbacks(isComplete);
    checks.checkTracks(profiles, isComplete);
    if (document !== undefined && isComplete) {
      checks.checkReceivers(receivers, document, zones);
      if (this.#options.overrides.zones === undefined) checkUnusedViews(settings.input, document, zones);
    }
    checks.checkZones(settings.input.transfer);
    for (const read of zoneFiles.contents) problems.addAll(read.problems);
    return zones;
  }

  /** @param passed that files were not even looked into */
  #faults(zoneFiles: LoadedFiles, passed: Problem | undefined): FileFault[] {
    const { entries, fallbacks, probes } = this.#course.blame;
    const file = this.#configFile ?? '';
    const faults: UndatedFault[] = zoneFiles.faults();
    for (const problem of [...entries.values(), ...(passed === undefined ? [] : [passed])])
      faults.push({ file, standing: STANDING.LEFT_OUT, zones: [], problem });
    for (const blamed of [...fallbacks.values(), ...probes.values()])
      faults.push({ ...blamed, standing: STANDING.LEFT_OUT, zones: [] });
    const stays = this.#stays;
    if (stays !== undefined) {
      const { settings } = this.#course.blame;
      const versionMs = stays.readMs;
      faults.push({ file, standing: STANDING.KEPT, zones: [], problem: settings!, versionMs });
    }
    return dated(faults, this.#former?.facts.faults ?? [], this.#course.beganMs);
  }

  /** A server that would answer nothing is not started. */
  #isServable({ zones, forwards, config }: ServedParts, isStrict: boolean): boolean {
    if (!this.problems.hasErrors) return true;
    if (isStrict) return false;
    const { facts } = this.#former ?? {};
    if (facts !== undefined) return facts.settings !== undefined;
    const count = zones.length + forwards.length + config.secondaries.length;
    return this.#course.blame.settings === undefined && count > 0;
  }

  #remember(
    { zones, faults }: Pick<Loaded, 'zones' | 'faults'>,
    zoneFiles: LoadedFiles,
    settings: RememberedSettings,
    own: Pick<RememberedFacts, 'isStrict' | 'resolv' | 'hasHome' | 'owners'>,
  ): LoadMemory {
    const { beganMs, blame, ended } = this.#course;
    const leftOut = zoneFiles.leftOutByFile;
    const facts = { ...own, beganMs, settings, leftOut, faults, ended, ignored: blame.entries };
    const memory = new LoadMemory(facts, zones);
    if (!own.isStrict || !this.problems.hasErrors) zoneFiles.remember(memory);
    return memory;
  }

  /** The settings, with what the zone files say beside their zones. */
  #settled(
    zoneFiles: LoadedFiles,
    { input, remembered }: Settings,
    forwarding: Forwarding,
    requests: readonly ZoneRequest[],
  ): Pick<Loaded, 'config' | 'forwards'> {
    const { contents } = zoneFiles;
    const rules = contents.flatMap(({ forwards }) => forwards);
    const forwards = input.forward === 'off' ? [] : mergeForwards(forwarding.rules, rules);
    const listen = contents.flatMap(read => read.listen);
    const cacheSizes = contents.flatMap(({ cacheSize }) => cacheSize ?? []);
    const { settings } = forwarding;
    const upstreams = upstreamRules(
      contents.flatMap(read => read.settings ?? []),
      settings,
    );
    const settled = settle(input, { listen, cacheSizes, upstreams }, this.#options.inherited ?? []);
    const all = forwarding.withResolv(forwards, settled.listen, resolvSourceOf(zoneFiles.found));
    const file = cacheFile(input.cache, this.#configFile);
    const forward = { ...settings, bootstrap: forwarding.bootstrapOf(all) };
    const { probes, admin, encrypted, keys } = remembered;
    const { receivers } = probes;
    const secondaries = requests.flatMap(({ secondary }) => secondary ?? []);
    const own = { encrypted, keys, receivers, secondaries, probed: probedNames(probes.health) };
    const config = { ...settled, admin, forward, cacheFile: file, ...own, ...zoneRules(input, requests) };
    return { config, forwards: all };
  }

  #forwarding(input: ConfigFile['input'], document: YamlDocument | undefined): Forwarding {
    const { problems } = this;
    const { files } = this.#course;
    const flags = this.#options.overrides.forward;
    const former = this.#former?.facts.resolv;
    return new Forwarding(input, { ...{ files, problems, document, flags }, former });
  }
}

function profilesOf({ remembered: { probes } }: Settings): ProbeProfiles {
  return new Map(Object.entries(probes.probes ?? {}));
}
