// What concerns the files of a load together: entries of `health:`, pools that follow others, and each zone as a whole.
import type { ReceiverSpec } from '../notify/receiver.js';
import type { ProbeProfiles } from '../probe/profiled.js';
import { poolName } from '../probe/track/pool-name.js';
import { MAX_PROBLEMS, type Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { checkZone } from '../zone/checks.js';
import { findingsTo, type LineAt } from '../zone/findings.js';
import { withoutProbes } from '../zone/pool.js';
import type { Zone } from '../zone/zone.js';
import { attachHealth, type EntryFault } from './attach-health.js';
import type { Blame } from './blame.js';
import { FallbackPools, lentPools } from './fallback-pools.js';
import { type FoundFile, TAKEN } from './found-file.js';
import { hasRecordsOf, isBelowAny } from './health-match.js';
import { type LoadedZone, type LoadMemory, labelOfZone } from './load-memory.js';
import type { LoadedFiles } from './loaded-files.js';
import { PoolFaults } from './pool-faults.js';
import { checkPatterns } from './receiver-checks.js';
import type { HealthEntry } from './schema.js';
import type { SourceFiles } from './source-files.js';
import { probedPools, unprobedPools } from './track-checks.js';
import { checkTracks } from './track-faults.js';
import type { TransferEntry } from './transfer-keys.js';
import { isFollowing } from './transfer-settings.js';
import { checkTravel } from './travel-checks.js';
import { preferredViews } from './unused-views.js';

/** What was remembered does not fit to what has changed. */
export class StaleMemoryError extends Error {
  override readonly name = 'StaleMemoryError';
}

export interface ChecksContext {
  readonly files: SourceFiles;
  readonly problems: Problems;
  readonly blame: Blame;
  /** What the load before remembers. */
  readonly former: LoadMemory | undefined;
  /** Whether it was made with other settings. */
  readonly hasNewSettings: boolean;
}

export class WholeChecks {
  readonly #zoneFiles: LoadedFiles;
  readonly #context: ChecksContext;

  constructor(zoneFiles: LoadedFiles, context: ChecksContext) {
    this.#zoneFiles = zoneFiles;
    this.#context = context;
  }

  /**
   * Entries that hold in zones which are used again need not be looked at, unless a new zone has such records
   * too.
   * @throws StaleMemoryError when all must be read again
   */
  attachHealth(entries: readonly HealthEntry[], document: YamlDocument, profiles: ProbeProfiles): void {
    const { found, models, isComplete } = this.#zoneFiles;
    const standing = found.filter(({ taken }) => taken === TAKEN.REMEMBERED || taken === TAKEN.KEPT);
    const settled = new Set(standing.flatMap(({ read }) => [...read.matched]));
    const isFresh = ({ taken }: FoundFile) => taken === TAKEN.READ || taken === TAKEN.RESTORED;
    const fresh = found.filter(isFresh).map(({ read }) => read);
    const zones = new Map(fresh.flatMap(read => read.zones.map(zone => [models.get(zone)!, read] as const)));
    // What others hold of their hosts may have changed.
    if (standing.some(({ taken, read }) => taken === TAKEN.REMEMBERED && read.foreign.size > 0))
      throw new StaleMemoryError();
    for (const index of settled)
      if (hasRecordsOf(entries[index], [...zones.keys()])) throw new StaleMemoryError();
    const ignored = this.#ignored(entries, [...zones.keys()]);
    const faults: EntryFault[] = [];
    const lacksHosts = attachHealth({
      ...{ entries, document, zones, profiles, isComplete },
      isSkipped: index => settled.has(index) || ignored.has(index),
      onFault: fault => void faults.push(fault),
    });
    if (lacksHosts && standing.some(({ taken }) => taken === TAKEN.REMEMBERED)) throw new StaleMemoryError();
    for (const fault of faults) this.#blameEntry(fault);
  }

  /** Entries that could not be applied before, and still cannot: no zone that was read now has their records. */
  #ignored(entries: readonly HealthEntry[], zones: readonly Zone[]): ReadonlySet<number> {
    const { former, hasNewSettings, blame, problems } = this.#context;
    const ignored = new Set(blame.entries.keys());
    if (former === undefined || hasNewSettings) return ignored;
    for (const [index, problem] of former.facts.ignored) {
      if (ignored.has(index) || hasRecordsOf(entries[index], zones)) continue;
      problems.add(problem);
      blame.entries.set(index, problem);
      ignored.add(index);
    }
    return ignored;
  }

  /** Blames the file whose edit made an entry wrong; without one the entry alone, which then has no effect. */
  #blameEntry({ index, problem, isOwn, marks }: EntryFault): void {
    const { blame, former, hasNewSettings } = this.#context;
    if (isOwn || hasNewSettings) {
      blame.settings ??= problem;
      return;
    }
    const changed = this.#zoneFiles.found.filter(({ taken, isChanged }) => taken === TAKEN.READ && isChanged);
    const file = changed.find(({ request, read }) => {
      const good = former?.lastGood(request);
      return good !== undefined && (read === marks || good.matched.has(index));
    });
    if (file === undefined) blame.entry(index, problem);
    else blame.file(file.request.file, problem);
  }

  /**
   * Joins pools with those that they fall back to.
   * @param isComplete whether all pools are known
   * @throws StaleMemoryError when pools of files that were not read are concerned
   */
  linkFallbacks(isComplete: boolean): void {
    const { found, models } = this.#zoneFiles;
    const remembered = found.filter(({ taken }) => taken === TAKEN.REMEMBERED).map(({ read }) => read);
    const kept = found.filter(({ taken }) => taken === TAKEN.KEPT).map(({ read }) => read);
    // Of these all pools are as they were.
    const same = [...remembered, ...kept].flatMap(({ zones }) => zones);
    const sources = new Set(same.map(({ source }) => source));
    const lent = kept.flatMap(({ zones }) => zones.flatMap(zone => zone.lent ?? []));
    const pools = new FallbackPools(models.values(), { lent, skipped: this.#context.blame.fallbacks });
    for (const { source, pools: own } of remembered.flatMap(({ zones }) => zones))
      for (const { fallback, lacks = [] } of own) {
        const isGone = fallback !== undefined && fallback.source !== source && !sources.has(fallback.source);
        if (isGone || lacks.some(name => pools.has(name))) throw new StaleMemoryError();
      }
    const { missing } = pools;
    const labels = new Set(
      missing.length === 0
        ? []
        : remembered.flatMap(each => each.zones.map(zone => labelOfZone(zone).toLowerCase())),
    );
    if (missing.some(({ names }) => names.some(name => isBelowAny(name, labels))))
      throw new StaleMemoryError();
    const former = found.flatMap(({ read }) => read.zones.flatMap(zone => zone.pools));
    pools.link(former.flatMap(({ fallback }) => fallback?.name ?? []));
    const poolFaults = new PoolFaults(this.#zoneFiles, this.#context, this.#holders());
    for (const fault of pools.faults(isComplete)) poolFaults.blame(fault, 'fallbacks');
    if (isComplete) return;
    for (const { wanted, names } of missing) {
      const message = `the pool "${names[names.length - 1]}" is not known as long as files have errors`;
      this.#context.problems.warning(wanted.place, message, {
        hint: 'until then all members are the fallback',
      });
    }
  }

  /** By the name of a pool, the file that holds it. */
  #holders(): Map<string, FoundFile> {
    const holders = new Map<string, FoundFile>();
    for (const file of this.#zoneFiles.found)
      for (const zone of file.read.zones) {
        for (const { name } of zone.pools) holders.set(name, file);
        for (const { owner, type } of this.#zoneFiles.models.get(zone)?.pooled() ?? [])
          holders.set(poolName(owner, type, zone.view), file);
      }
    return holders;
  }

  /** Looks whether the pools that others follow exist. @param isComplete whether all pools are known */
  checkTracks(profiles: ProbeProfiles, isComplete: boolean): void {
    const { found, models } = this.#zoneFiles;
    for (const [zone, model] of models) {
      if (!model.hasPools) continue;
      const incomplete = this.#leaveOut(model);
      if (incomplete.length > 0) zone.incomplete = incomplete;
      zone.pools = probedPools(model, profiles);
      const unprobed = unprobedPools(model);
      if (unprobed.length > 0) zone.unprobed = unprobed;
      zone.lent = lentPools(model);
      const prefers = preferredViews(model);
      if (prefers.length > 0) zone.prefers = prefers;
    }
    const poolFaults = new PoolFaults(this.#zoneFiles, this.#context, this.#holders());
    const pools = found.flatMap(({ read }) => read.zones.flatMap(zone => zone.pools));
    for (const fault of checkTracks(pools, isComplete, this.#context.blame.probes))
      poolFaults.blame(fault, 'probes');
  }

  /** Takes the probes away that have no effect. @returns the pools that do without a probe or a fallback */
  #leaveOut(zone: Zone): string[] {
    const { fallbacks, probes } = this.#context.blame;
    if (fallbacks.size + probes.size === 0) return [];
    return [...zone.pooled()].flatMap(rrset => {
      const name = poolName(rrset.owner, rrset.type, zone.view);
      if (probes.has(name)) rrset.pool = withoutProbes(rrset.pool!);
      return probes.has(name) || fallbacks.has(name) ? name : [];
    });
  }

  /** Warns of receivers that name pools or zones that are not there. */
  checkReceivers(
    receivers: readonly ReceiverSpec[],
    document: YamlDocument,
    zones: readonly LoadedZone[],
  ): void {
    // Without patterns the names of very many pools and zones are not needed.
    if (receivers.every(each => each.pools.length + each.zones.length === 0)) return;
    const pools = zones.flatMap(zone => [...zone.pools.map(({ name }) => name), ...(zone.unprobed ?? [])]);
    checkPatterns(receivers, document, { pools, zones: zones.map(labelOfZone) });
  }

  /**
   * Checks each zone that was read now, as a whole, unless its file has errors.
   * @param usual who gets zones of which nothing else is said
   */
  checkZones(usual: TransferEntry = 'off'): void {
    const { files, blame } = this.#context;
    const { found, models } = this.#zoneFiles;
    for (const { request, read, taken, problem } of found) {
      if (taken !== TAKEN.READ || problem !== undefined) continue;
      const { problems } = read;
      const lineAt: LineAt = ({ file, line }) =>
        problems.list.length < MAX_PROBLEMS ? files.line(file, line) : undefined;
      for (const zone of read.zones) {
        const model = models.get(zone);
        if (model === undefined) continue;
        checkZone(model, problems, lineAt);
        if (isFollowing(request.transfer ?? usual)) checkTravel(model, findingsTo(problems, lineAt));
      }
      if (problems.firstError !== undefined) blame.file(request.file, problems.firstError);
    }
  }
}
