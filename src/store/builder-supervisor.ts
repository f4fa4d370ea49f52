// The supervisor of the builder: starts its thread when a reload needs it, feeds it, and ends it when none does.
import { setImmediate as pause } from 'node:timers/promises';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { isKeepable, KeptFolder, type KeptRemark, keptFolderOf } from '../config/kept-folder.js';
import type { LoadOptions } from '../config/load.js';
import type { LoadMemory } from '../config/load-memory.js';
import { type PackedMemory, packMemory } from '../config/packed-memory.js';
import { byTurns } from '../time/turns.js';
import type { AddedZone, Build } from './build.js';
import {
  type BuilderOrder,
  type BuilderQuestion,
  type BuilderReport,
  type BuilderResult,
  type BuilderStart,
  type FormerLoad,
  type LoadReport,
  WANTED,
} from './builder-messages.js';
import { ConfigLists } from './config-lists.js';
import { baseOf, type Comparison, type Comparisons } from './zone-change.js';
import type { ZoneVersion } from './zone-version.js';

/** A builder without work for so long ends, so that its memory is free; the next edit may follow at once. */
const IDLE_MS = 5_000;
/** How long after the start the first load is kept: the start is not to take longer. */
const KEEP_AFTER_MS = 1_000;
/** What its objects may take: a zone of millions of records needs a small part of it, for records are no objects. */
const MAX_HEAP_MIB = 4096;

/** How a reload went. */
export type BuildOutcome =
  | {
      readonly kind: 'built';
      readonly report: LoadReport;
      readonly build: Build;
      readonly comparisons: Comparisons;
    }
  | { readonly kind: 'refused'; readonly report: LoadReport }
  | { readonly kind: 'overtaken' };

/** What the builder works by. */
export interface BuilderParts {
  readonly options: LoadOptions;
  /** Of the first load. */
  readonly memory: LoadMemory;
  /** The zones in force. */
  zones(): readonly ZoneVersion[];
  /** Beside it last good versions are kept for the time after a restart; nowhere when absent. */
  readonly stateFile?: string;
  readonly secondaries?: {
    /** As in {@link LoadOptions}. */
    readonly expired: readonly string[];
  };
  readonly events?: {
    /** Tells what is not kept. */
    notKept(remarks: readonly KeptRemark[]): void;
  };
  readonly spawn?: (options: WorkerOptions) => Worker;
  readonly idleMs?: number;
}

function spawnBuilder(options: WorkerOptions): Worker {
  return new Worker(new URL('./builder-thread.js', import.meta.url), options);
}

/** A reload under way. */
interface Pending {
  readonly added: AddedZone[];
  readonly compared: Comparison[];
  readonly resolve: (outcome: BuildOutcome) => void;
  readonly reject: (error: Error) => void;
}

export class BuilderSupervisor {
  readonly #parts: Omit<BuilderParts, 'memory'>;
  readonly #words = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #wanted = new Int32Array(this.#words);
  /** Of the last reload. */
  #number = 0;
  readonly #lists = new ConfigLists();
  /** Of the last one that came into force. */
  #inForce = 0;
  #first: LoadMemory | undefined;
  /** What a load remembers, and which. */
  #kept: { readonly inForce: number; readonly memory: PackedMemory } | undefined;
  #worker: Worker | undefined;
  #beginning: Promise<Worker> | undefined;
  #keeping: NodeJS.Timeout | undefined;
  /** Resolves when the last thread has ended. */
  #ended: Promise<void> = Promise.resolve();
  #pending: Pending | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor({ memory, ...parts }: BuilderParts) {
    this.#parts = parts;
    this.#first = memory;
  }

  /**
   * Loads everything again, one load at a time.
   * @param awaited files that somebody is writing
   * @param updated files that are read again in any case
   * @throws Error when the load could not be carried out; the next may be
   */
  async build(awaited: readonly string[] = [], updated: readonly string[] = []): Promise<BuildOutcome> {
    this.#number++;
    Atomics.store(this.#wanted, WANTED, this.#number);
    await this.#ready();
    clearTimeout(this.#idle);
    const outcome = new Promise<BuildOutcome>((resolve, reject) => {
      this.#pending = { added: [], compared: [], resolve, reject };
    });
    const expired = this.#parts.secondaries?.expired ?? [];
    const marked = { awaited, updated, expired };
    this.#post({ kind: 'build', number: this.#number, inForce: this.#inForce, ...marked });
    return outcome.finally(() => this.#rest());
  }

  /** Has the load under way given up, since another is to follow. */
  overtake(): void {
    Atomics.store(this.#wanted, WANTED, this.#number + 1);
  }

  /** The last load that was built has come into force. */
  adopted(): void {
    this.#inForce = this.#number;
    if (this.#parts.stateFile !== undefined) this.#postKeep();
  }

  /** Has the first load kept a little later, when answers are given: by a thread that begins only if there is anything to do. */
  keepFirst(): void {
    if (this.#parts.stateFile === undefined) return;
    this.#keeping = setTimeout(() => {
      // The next reload says so when no thread can begin, and has all kept when one can.
      this.#keepFirst().catch(() => {});
    }, KEEP_AFTER_MS).unref();
  }

  async #keepFirst(): Promise<void> {
    const keptFolder = keptFolderOf(this.#parts.stateFile);
    const memory = this.#first;
    // After a reload what that has read is kept.
    if (keptFolder === undefined || memory === undefined || !isKeepable(memory)) return;
    if (!(await inSteps(new KeptFolder(keptFolder).isBehind(memory))) || this.#first === undefined) return;
    await this.#ready();
    if (this.#pending !== undefined) return;
    this.#postKeep();
    this.#rest();
  }

  #postKeep(): void {
    this.#post({ kind: 'keep', number: this.#number, inForce: this.#inForce });
  }

  /** Resolves when there is a thread that takes orders. */
  async #ready(): Promise<void> {
    if (this.#isEnding) await this.#ended;
    this.#beginning ??= this.#begin();
    try {
      this.#worker = await this.#beginning;
    } catch (error) {
      this.#beginning = undefined;
      throw error;
    }
  }

  /** Ends the thread at once. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    clearTimeout(this.#keeping);
    this.#first = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    this.#isEnding = true;
    await this.#beginning?.catch(() => {});
    await this.#worker?.terminate();
    pending?.resolve({ kind: 'overtaken' });
  }

  async #begin(): Promise<Worker> {
    this.#isEnding = false;
    const { options, stateFile, spawn = spawnBuilder } = this.#parts;
    const former = await this.#former();
    const workerData: BuilderStart = { options, former, stateFile, words: this.#words };
    const worker = spawn({ workerData, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB } });
    let failure: Error = new Error('it ended by itself');
    worker.on('message', (report: BuilderReport) => this.#hear(report));
    worker.on('error', error => {
      failure = error;
    });
    this.#ended = new Promise(resolve => {
      worker.on('exit', () => {
        this.#worker = undefined;
        this.#beginning = undefined;
        const pending = this.#pending;
        this.#pending = undefined;
        pending?.reject(new Error(whyFailed(failure)));
        resolve();
      });
    });
    return worker;
  }

  /** What a new builder is to know of the load in force. */
  async #former(): Promise<FormerLoad> {
    if (this.#first !== undefined)
      this.#kept = { inForce: 0, memory: await inSteps(packMemory(this.#first)) };
    this.#first = undefined;
    const kept = this.#kept;
    if (kept?.inForce === this.#inForce) return { kind: 'memory', memory: kept.memory };
    return { kind: 'zones', labels: this.#parts.zones().map(({ label }) => label) };
  }

  #post(order: BuilderOrder): void {
    this.#worker?.postMessage(order);
  }

  #hear(report: BuilderReport): void {
    if (report.kind === 'memory') this.#kept = report;
    else if (report.kind === 'kept') this.#parts.events?.notKept(report.remarks);
    else if (report.kind === 'question') this.#answer(report.question);
    else if (report.number === this.#number) void this.#finish(report.result);
  }

  #answer(question: BuilderQuestion): void {
    if (question.kind === 'images') {
      const zones = this.#parts.zones();
      const images = question.positions.map(position => baseOf(zones[position]));
      this.#post({ kind: 'images', images });
      return;
    }
    this.#pending?.added.push(...question.added);
    this.#pending?.compared.push(...question.compared);
    this.#post({ kind: 'taken' });
  }

  async #finish(result: BuilderResult): Promise<void> {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    const { added, compared, resolve, reject } = pending;
    if (result.kind === 'failed') reject(new Error(result.message));
    else if (result.kind !== 'built') resolve(result);
    else {
      const { report, gone } = result;
      const config = await byTurns(this.#lists.putBack(result.build.config, result.lists));
      const build = { ...result.build, config, added };
      resolve({ kind: 'built', report, build, comparisons: { added: compared, gone } });
    }
  }

  /** Lets the thread end when no reload follows for a while. */
  #rest(): void {
    if (this.#worker === undefined) return;
    this.#idle = setTimeout(() => {
      this.#isEnding = true;
      this.#post({ kind: 'end', inForce: this.#inForce });
    }, this.#parts.idleMs ?? IDLE_MS).unref();
  }
}

/** Does something in steps between which others have their turn. */
async function inSteps<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pause();
  }
}

function whyFailed(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `reading the files took more than ${MAX_HEAP_MIB} MiB of objects: are there zones that need not be served here?`;
  return `the thread that reads the files failed: ${error.message}; it begins anew with the next reload`;
}
