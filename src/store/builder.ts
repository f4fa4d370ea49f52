// The builder: reads, checks, compiles and compares what a reload is made of, away from the thread that answers by it.
import { isKeepable, KeptFolder, type KeptRemark, keptFolderOf } from '../config/kept-folder.js';
import { type Loaded, type LoadOptions, loadConfig } from '../config/load.js';
import { LoadMemory, loadedZone, type RememberedFacts } from '../config/load-memory.js';
import { type PackedMemory, packedMemory, unpackMemory } from '../config/packed-memory.js';
import { nameFromText } from '../dns/name.js';
import { splitView } from '../dns/view-label.js';
import type { CompiledZone } from '../image/served-zone.js';
import { type Checkpoint, GivenUpError } from '../zone/records.js';
import { type Build, buildOf, NEW } from './build.js';
import type {
  BuilderOrder,
  BuilderQuestion,
  BuilderResult,
  BuildOrder,
  FormerLoad,
  LoadReport,
} from './builder-messages.js';
import { takeLists } from './config-lists.js';
import { IndexMaker } from './index-maker.js';
import { compareZones } from './zone-change.js';

/** A newer reload is wanted. */
export class OvertakenError extends GivenUpError {
  override readonly name = 'OvertakenError';
}

/** Asks the control thread. */
export type Ask = (question: BuilderQuestion) => Promise<BuilderOrder>;

/** What the builder works by. */
export interface BuilderHost {
  readonly options: LoadOptions;
  /** Beside it last good versions, and zones of other servers, are kept; nowhere when absent. */
  readonly stateFile?: string;
  readonly ask: Ask;
  /** @throws OvertakenError when the reload is to be given up */
  readonly checkpoint: Checkpoint;
}

/** Zones that are posted at once. */
const ZONES_PER_POST = 500;

export class Builder {
  readonly #host: BuilderHost;
  /** Of the load in force. */
  #memory: LoadMemory;
  readonly #indexes = new IndexMaker();
  /** Of the last report. */
  #files: readonly string[] = [];
  /** Of the last build, which comes into force or does not. */
  #next: { readonly number: number; readonly memory: LoadMemory } | undefined;

  constructor(former: FormerLoad, host: BuilderHost) {
    this.#host = host;
    this.#memory = former.kind === 'memory' ? unpackMemory(former.memory) : lostMemory(former.labels);
  }

  /** Loads everything again. */
  async build({ number, inForce, ...files }: Omit<BuildOrder, 'kind'>): Promise<BuilderResult> {
    this.#settle(inForce);
    try {
      const result = await this.#build(number, files);
      // Of a load that is given up nobody hears.
      if ('report' in result) this.#files = result.report.files ?? this.#files;
      return result;
    } catch (error) {
      if (error instanceof OvertakenError) return { kind: 'overtaken' };
      return { kind: 'failed', message: (error as Error).message };
    }
  }

  /** What the load in force remembers, for the next builder. */
  memory(inForce: number): PackedMemory {
    this.#settle(inForce);
    return packedMemory(this.#memory);
  }

  /** Keeps what is in force for the time after a restart. @returns what is not kept; undefined when it was given up */
  keep(inForce: number): readonly KeptRemark[] | undefined {
    this.#settle(inForce);
    const { stateFile, checkpoint } = this.#host;
    const keptFolder = keptFolderOf(stateFile);
    const memory = this.#memory;
    if (keptFolder === undefined || !isKeepable(memory)) return [];
    try {
      return new KeptFolder(keptFolder).keep(memory, checkpoint);
    } catch (error) {
      // The reload that is wanted leads to the next try.
      if (error instanceof OvertakenError) return undefined;
      throw error;
    }
  }

  #settle(inForce: number): void {
    if (this.#next?.number === inForce) this.#memory = this.#next.memory;
    this.#next = undefined;
  }

  async #build(
    number: number,
    { awaited, updated, expired }: Pick<BuildOrder, 'awaited' | 'updated' | 'expired'>,
  ): Promise<BuilderResult> {
    const { options, checkpoint, stateFile } = this.#host;
    const stateFileOf = () => stateFile;
    const marked = { awaited: new Set(awaited), updated: new Set(updated), expired: new Set(expired) };
    const loaded = loadConfig({ ...options, ...marked }, this.#memory, checkpoint, stateFileOf);
    const report = this.#reportOf(loaded);
    if (!loaded.isServable) return { kind: 'refused', report };
    const built = buildOf(loaded, { checkpoint, indexes: this.#indexes });
    const imageAt = await this.#formerImages(built);
    checkpoint();
    const compared = compareZones(built, imageAt, checkpoint);
    const { added, ...rest } = built;
    const { config, lists } = takeLists(built.config);
    const build = { ...rest, config };
    for (let from = 0; from < added.length; from += ZONES_PER_POST) {
      const end = from + ZONES_PER_POST;
      checkpoint();
      await this.#host.ask({
        kind: 'take',
        added: added.slice(from, end),
        compared: compared.added.slice(from, end),
      });
    }
    this.#next = { number, memory: loaded.memory };
    return { kind: 'built', report, build, lists, gone: compared.gone };
  }

  #reportOf({ problems, files: all, beganMs, doubtful, unread, shortage }: Loaded): LoadReport {
    const { list, dropped, errorCount, isCut } = problems;
    const former = this.#files;
    const isSame = all.length === former.length && all.every((file, index) => file === former[index]);
    const files = isSame ? undefined : all;
    return { problems: { list, dropped, errorCount, isCut }, files, beganMs, doubtful, unread, shortage };
  }

  /** The images of the zones that are replaced or gone. */
  async #formerImages({ added, gone }: Build): Promise<(position: number) => CompiledZone> {
    const replaced = added.flatMap(({ replaces }) => (replaces === NEW ? [] : [replaces]));
    const positions = [...replaced, ...gone];
    if (positions.length === 0) return () => undefined as never;
    const answer = await this.#host.ask({ kind: 'images', positions });
    if (answer.kind !== 'images') throw new TypeError('images were asked for');
    const images = new Map(positions.map((position, index) => [position, answer.images[index]]));
    return position => images.get(position)!;
  }
}

const NOTHING_KNOWN: RememberedFacts = {
  beganMs: 0,
  settings: undefined,
  isStrict: false,
  leftOut: new Map(),
  ignored: new Map(),
  ended: new Set(),
  faults: [],
};

/** Nothing is used again, but zones are known by their names. */
function lostMemory(labels: readonly string[]): LoadMemory {
  const zones = labels.map(label => {
    const [name, view] = splitView(label);
    return loadedZone({ origin: nameFromText(name === '.' ? name : `${name}.`), view, source: '' }, 0);
  });
  return new LoadMemory(NOTHING_KNOWN, zones);
}
