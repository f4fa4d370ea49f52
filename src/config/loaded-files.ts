// The zone files of one load: what was read of them, what is used again of the load before, and what is served of a broken one.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nameToLabel } from '../dns/name.js';
import { inView } from '../dns/view-label.js';
import type { NamePart } from '../image/name-part.js';
import type { Zone } from '../zone/zone.js';
import type { Blame } from './blame.js';
import { isTooOld } from './copy-age.js';
import { STANDING, type UndatedFault } from './file-fault.js';
import { FileReader, type Reading, type ReadingContext } from './file-reader.js';
import { type FoundFile, TAKEN } from './found-file.js';
import { keyOfLeftOut, type LeftOutName, namesOf } from './left-out.js';
import {
  keyOfZone,
  type LoadedZone,
  type LoadMemory,
  labelOfZone,
  NOTHING_READ,
  type ReadFile,
} from './load-memory.js';
import type { FileMarks } from './loaded.js';
import { looksCut } from './torn-zone.js';
import { distinctZonesOf } from './zone-holders.js';
import type { ZoneRequest } from './zone-requests.js';

/** The most names of all lists. */
const MAX_NAMES = 8_000_000;

/** What the files of one load are read with. */
export interface FilesContext extends ReadingContext, FileMarks {
  readonly blame: Blame;
  /** What the load before remembers. */
  readonly former: LoadMemory | undefined;
  /** Whether files that have not changed are taken from it. */
  readonly mayReuse: boolean;
  /** Whether a broken file is left as it is, since nothing will be served. */
  readonly isStrict: boolean;
  /** When the load began, in milliseconds since 1970. */
  readonly beganMs: number;
}

export class LoadedFiles {
  readonly found: FoundFile[] = [];
  readonly #context: FilesContext;
  readonly #reader: FileReader;

  constructor(context: FilesContext) {
    this.#context = context;
    this.#reader = new FileReader(context);
  }

  /** The load before, and whether what it remembers may be used again. */
  get before(): Pick<FilesContext, 'former' | 'mayReuse'> {
    return this.#context;
  }

  /** The zones that were read. */
  get models(): Map<LoadedZone, Zone> {
    return this.#reader.models;
  }

  /** Reads the files of all requests. */
  readAll(requests: readonly ZoneRequest[]): void {
    const seen = new Set<string>();
    for (const request of requests) {
      // Two patterns may match one file.
      if (seen.has(request.file)) continue;
      seen.add(request.file);
      this.#context.records.checkpoint();
      this.found.push(this.#find(request));
    }
  }

  #find(request: ZoneRequest): FoundFile {
    const { former, mayReuse, files, blame, isStrict, updated } = this.#context;
    const known = updated.has(request.file) ? undefined : former?.find(request);
    const isChanged = known === undefined;
    const blamed = blame.files.get(request.file) ?? request.missed;
    if (request.secondary !== undefined && !this.#hasCopy(request)) return this.#lacking(request, isChanged);
    if (!blame.files.has(request.file) && this.#isAwaited(request)) return this.#hold(request);
    if (blamed !== undefined) return this.#replace(request, { read: NOTHING_READ, error: blamed }, isChanged);
    if (mayReuse && known !== undefined) {
      files.see(known.traced.map(({ path }) => path));
      return { request, read: known, taken: TAKEN.REMEMBERED, isChanged, leftOut: [], lost: [] };
    }
    const { read, error } = this.#reader.read(request, this.#context.beganMs);
    if (error !== undefined && !isStrict) return this.#replace(request, { read, error }, isChanged);
    return { request, read, taken: TAKEN.READ, isChanged, problem: error, leftOut: [], lost: [] };
  }

  /** Whether a copy is there, and not too old. From the first load on, those who ask the primaries know how old it is. */
  #hasCopy({ file }: ZoneRequest): boolean {
    const { former, expired, beganMs } = this.#context;
    if (expired.has(file) || !existsSync(file)) return false;
    return former !== undefined || !isTooOld(file, beganMs);
  }

  /** A zone of others that was not transferred yet, or has expired: it is not known what is in it. */
  #lacking(request: ZoneRequest, isChanged: boolean): FoundFile {
    const leftOut = [{ origin: request.secondary!.origin, view: request.view, isExact: false }];
    const members = request.catalog && this.#reader.expiredMembers(request);
    const read = members === undefined ? NOTHING_READ : { ...NOTHING_READ, members };
    return { request, read, taken: TAKEN.NOTHING, isChanged, leftOut, lost: [] };
  }

  /** Whether somebody is writing the file, or one that it includes. Without a load before there is nothing else to serve. */
  #isAwaited(request: ZoneRequest): boolean {
    const { awaited, former } = this.#context;
    // What this server writes takes the place of the file before as a whole.
    if (request.secondary !== undefined) return false;
    if (awaited.size === 0 || former?.facts.settings === undefined) return false;
    const paths = former.lastGood(request)?.traced.map(({ path }) => path) ?? [];
    return [request.file, ...paths].some(path => awaited.has(resolve(path)));
  }

  /** What is served meanwhile: what was before, and what was wrong with that stays wrong. */
  #hold(request: ZoneRequest): FoundFile {
    const { former, files } = this.#context;
    const good = former?.lastGood(request);
    files.see([request.file, ...(good?.traced.map(({ path }) => path) ?? [])]);
    const problem = former?.facts.faults.find(({ file }) => file === request.file)?.problem;
    const leftOut = former?.facts.leftOut.get(request.file) ?? [];
    const shared = { request, isChanged: true, problem, lost: [] };
    if (good === undefined) return { ...shared, read: NOTHING_READ, taken: TAKEN.NOTHING, leftOut };
    return { ...shared, read: good, taken: TAKEN.KEPT, leftOut: [] };
  }

  /** What is served in place of a broken file: its last good version, or nothing of its zones. */
  #replace(request: ZoneRequest, { read, error }: Reading, isChanged: boolean): FoundFile {
    const { former, files, isStrict } = this.#context;
    const { problems } = read;
    const models = read.zones.flatMap(zone => this.models.get(zone) ?? []);
    for (const zone of read.zones) this.models.delete(zone);
    const good = former?.lastGood(request);
    const shared = { request, isChanged, problem: error, lost: [] };
    if (good !== undefined) {
      files.see(good.traced.map(({ path }) => path));
      return { ...shared, read: { ...good, problems }, taken: TAKEN.KEPT, leftOut: [] };
    }
    const restored = isStrict ? undefined : this.#reader.restore(request);
    if (restored !== undefined)
      return { ...shared, read: { ...restored, problems }, taken: TAKEN.RESTORED, leftOut: [] };
    const names = namesOf({
      request,
      bytes: files.bytesOf(request.file),
      zones: models,
      problems: problems.list,
    });
    const leftOut = names.length > 0 ? names : (former?.facts.leftOut.get(request.file) ?? []);
    return { ...shared, read: { ...read, zones: [] }, taken: TAKEN.NOTHING, leftOut };
  }

  /** Whether all that the files hold is known. */
  get isComplete(): boolean {
    const isWhole = ({ taken, problem }: FoundFile) =>
      problem === undefined && taken !== TAKEN.NOTHING && taken !== TAKEN.KEPT;
    return this.found.every(isWhole);
  }

  /** The pools of the version of a file that stays when it is blamed; undefined when there is none, or it is the same. */
  poolsBefore({ request }: FoundFile): ReadonlySet<string> | undefined {
    const { former } = this.#context;
    const zones = former?.lastGood(request)?.zones;
    if (zones === undefined) return former === undefined ? this.#reader.keptPools(request) : undefined;
    return new Set(zones.flatMap(({ pools, lent = [] }) => [...pools, ...lent].map(({ name }) => name)));
  }

  /** As in {@link Loaded}; to be asked for when all is checked. */
  get doubtful(): string[] {
    const fresh = this.found.filter(
      ({ request, taken, problem }) =>
        request.secondary === undefined && taken === TAKEN.READ && problem === undefined,
    );
    const torn = fresh.filter(({ request, read }) => looksCut(read, this.#context.former?.lastGood(request)));
    return torn.map(({ request }) => request.file);
  }

  /** What is served, file by file. */
  get contents(): readonly ReadFile[] {
    return this.found.map(({ read }) => read);
  }

  /** What they say about names; a file by which there would be too many is reported, and left out. */
  names(): NamePart[] {
    let left = MAX_NAMES;
    return this.found.flatMap(({ request, read: { names } }) => {
      if (names === undefined) return [];
      left -= names.entries;
      if (left >= 0) return [names];
      left += names.entries;
      request.report('error', `with ${request.file} there would be over ${MAX_NAMES} names: it is left out`);
      return [];
    });
  }

  /** The zones, every origin once. */
  distinctZones(): LoadedZone[] {
    const zones = distinctZonesOf(this.found, () => this.#context.problems.lastError);
    this.#drop(new Set(zones));
    return zones;
  }

  /** Leaves the zones of all files to those that are served. */
  #drop(served: ReadonlySet<LoadedZone>): void {
    if (this.#context.isStrict) return;
    for (const file of this.found) {
      if (file.lost.length === 0) continue;
      for (const zone of file.read.zones) if (!served.has(zone)) this.models.delete(zone);
      file.read = { ...file.read, zones: file.read.zones.filter(zone => served.has(zone)) };
    }
  }

  /** What is not served as its file stands. */
  faults(): UndatedFault[] {
    const { KEPT, LEFT_OUT } = STANDING;
    return this.found.flatMap(({ request: { file }, read, taken, problem, leftOut, lost }) => {
      const faults: UndatedFault[] = lost.map(({ label, problem: why }) => ({
        ...{ file, standing: LEFT_OUT, zones: [label], problem: why },
      }));
      if (problem === undefined) return faults;
      if (taken === TAKEN.KEPT || taken === TAKEN.RESTORED) {
        const zones = read.zones.map(labelOfZone);
        const versionMs = read.zones[0]?.readMs;
        faults.push({ file, standing: KEPT, zones, problem, ...(versionMs && { versionMs }) });
      } else if (taken === TAKEN.NOTHING) {
        const zones = leftOut.map(({ origin, view }) => inView(nameToLabel(origin), view));
        faults.push({ file, standing: LEFT_OUT, zones, problem });
      }
      return faults;
    });
  }

  /** Names that are left out: none of them is the apex of a zone that is served. */
  leftOut(zones: readonly LoadedZone[]): LeftOutName[] {
    const names = this.found.flatMap(({ leftOut }) => leftOut);
    if (names.length === 0) return names;
    const served = new Set(zones.map(keyOfZone));
    return names.filter(name => !served.has(keyOfLeftOut(name)));
  }

  /** What files would hold of which nothing is served. */
  get leftOutByFile(): Map<string, readonly LeftOutName[]> {
    const nothing = this.found.filter(({ taken }) => taken === TAKEN.NOTHING);
    return new Map(nothing.map(({ request, leftOut }) => [request.file, leftOut]));
  }

  /** Puts what the next load may use again, or serve in place of a broken file, into its memory. */
  remember(memory: LoadMemory): void {
    const { former } = this.#context;
    for (const { request, read, taken, lost } of this.found) {
      const isWhole = lost.length === 0 && read.zones.every(({ incomplete }) => incomplete === undefined);
      if (taken === TAKEN.READ) memory.add(request, read, isWhole);
      else if (taken === TAKEN.RESTORED) memory.add(request, read, false);
      else if (taken !== TAKEN.NOTHING) memory.keep(request, former!);
    }
  }
}
