// Who is at fault when pools of several files do not fit together: the file whose edit did it, or one fallback or probe alone.
import { splitName } from '../probe/track/pool-name.js';
import type { Problems } from '../source/problem.js';
import type { Blame } from './blame.js';
import { type FoundFile, TAKEN } from './found-file.js';
import { isBelowAny } from './health-match.js';
import { type LoadMemory, labelOfZone } from './load-memory.js';
import type { LoadedFiles } from './loaded-files.js';
import type { SourceFiles } from './source-files.js';
import type { FaultyPool, TrackFault } from './track-faults.js';

interface Context {
  readonly files: SourceFiles;
  readonly problems: Problems;
  readonly blame: Blame;
  readonly former: LoadMemory | undefined;
}

/** A pool, the file that is at fault, and whether what was served of that file before goes on being served. */
interface Culprit {
  readonly pool: FaultyPool;
  readonly file: FoundFile;
  readonly stays: boolean;
}

export class PoolFaults {
  readonly #zoneFiles: LoadedFiles;
  readonly #context: Context;
  /** By the name of a pool, the file that holds it. */
  readonly #holders: ReadonlyMap<string, FoundFile>;

  constructor(zoneFiles: LoadedFiles, context: Context, holders: ReadonlyMap<string, FoundFile>) {
    this.#zoneFiles = zoneFiles;
    this.#context = context;
    this.#holders = holders;
  }

  /**
   * Reports a fault and blames an edit, so that the version before it stays. Where there is none, the pool does without its
   * fallback, or its probe: its zone is served all the same.
   * @param part of the pools that is at fault
   */
  blame({ pools, message, hint }: TrackFault, part: 'fallbacks' | 'probes'): void {
    const { problems, files, blame } = this.#context;
    const culprit = this.#culprit(pools);
    const { place } = culprit?.pool ?? pools[0];
    if (place === undefined) return;
    const sourceLine = files.line(place.file, place.line);
    problems.error(place, message, { hint, ...(sourceLine === undefined ? {} : { sourceLine }) });
    if (culprit === undefined) return;
    const problem = problems.lastError!;
    const { file, pool, stays } = culprit;
    if (stays) blame.file(file.request.file, problem);
    else blame.pool(part, pool.name, { file: file.request.file, problem });
  }

  #culprit(pools: readonly FaultyPool[]): Culprit | undefined {
    const own = pools.flatMap(pool => {
      const file = this.#holders.get(pool.name);
      // What was kept is blamed already.
      return file === undefined || file.taken === TAKEN.KEPT ? [] : { pool, file };
    });
    const before = own.find(({ pool, file }) => this.#didWithout(file, pool));
    if (before !== undefined) return { ...before, stays: false };
    const taker = pools.length === 1 ? this.#takerOf(pools[0]) : undefined;
    if (taker !== undefined) return { pool: pools[0], file: taker, stays: true };
    const edited = own.find(({ file }) => file.isChanged && this.#zoneFiles.poolsBefore(file) !== undefined);
    if (edited !== undefined) return { ...edited, stays: true };
    // One that is new, else one that the edit of another has made wrong: that stays as it is in force.
    const isNew = ({ file }: Pick<Culprit, 'file'>) => file.isChanged;
    const other = own.find(isNew) ?? own[0];
    if (other === undefined) return undefined;
    const isInForce =
      !other.file.isChanged && this.#context.former?.lastGood(other.file.request) !== undefined;
    return { ...other, stays: isInForce };
  }

  /** Whether the pool did without its fallback or probe already. */
  #didWithout({ request }: FoundFile, { name }: FaultyPool): boolean {
    const zones = this.#context.former?.lastGood(request)?.zones ?? [];
    return zones.some(zone => zone.incomplete?.includes(name));
  }

  /** The file out of which an edit took the pool that this one means. */
  #takerOf({ follows = [] }: FaultyPool): FoundFile | undefined {
    const names = follows.flat().map(name => splitName(name)[0]);
    return this.#zoneFiles.found.find(file => {
      if (file.taken !== TAKEN.READ || !file.isChanged) return false;
      const labels = new Set(file.read.zones.map(zone => labelOfZone(zone).toLowerCase()));
      // Without a load before, what was kept has to be read.
      if (this.#context.former === undefined && !names.some(name => isBelowAny(name, labels))) return false;
      const pools = this.#zoneFiles.poolsBefore(file);
      return names.some(name => pools?.has(name));
    });
  }
}
