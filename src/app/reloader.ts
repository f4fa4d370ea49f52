// Reloads: reads the files again, one reload at a time, and reports how each ended.
import { type Loaded, type LoadOptions, loadConfig } from '../config/load.js';
import type { LoadMemory } from '../config/load-memory.js';
import { type FileWatch, watchFiles } from '../config/watch.js';
import type { Log } from '../observe/log.js';
import type { EventLog } from '../operate/event-log.js';
import { renderProblem } from '../source/render.js';
import { type Build, buildOf } from '../store/build.js';
import type { Prepared } from '../store/zone-store.js';
import { OneAtATime } from './one-at-a-time.js';

/** How reloads have ended so far. */
export interface ReloadState {
  ok: boolean;
  lastSuccessSeconds: number;
  succeeded: number;
  failed: number;
}

/** Who has use for a reload. */
export interface ReloadHost {
  readonly options: LoadOptions;
  readonly log: Log;
  readonly events: EventLog;
  /** Puts in force what was built of a load without an error. @throws Error when all stays as it is */
  adopt(build: Build): Promise<Prepared>;
}

export class Reloader {
  readonly state: ReloadState = {
    ok: true,
    lastSuccessSeconds: Date.now() / 1000,
    succeeded: 1,
    failed: 0,
  };
  readonly #host: ReloadHost;
  readonly #runs = new OneAtATime(() => this.#reload());
  #watch: FileWatch | undefined;
  /** Of the load that is in force. */
  #memory: LoadMemory | undefined;
  /** Whether a reload may run; until then, and after the end, none does. */
  #isOpen = false;
  /** Whether files changed, or a reload was asked for, before that. */
  #isStale = false;

  constructor(host: ReloadHost) {
    this.#host = host;
  }

  /** Watches the files of the first load. */
  watch({ files, beganMs, memory }: Loaded): void {
    this.#memory = memory;
    const onTrouble = (message: string) => this.#host.log.warn(message);
    this.#watch = watchFiles(files, () => void this.reload(), { sinceMs: beganMs, onTrouble });
  }

  /** Lets reloads run. Resolves when the one has ended that was asked for before. */
  async open(): Promise<void> {
    this.#isOpen = true;
    if (this.#isStale) await this.reload();
  }

  /**
   * Loads everything again; when anything is wrong, all stays as it is. Calls during a reload lead to one
   * more, and calls before {@link open} to one after it.
   */
  reload(): Promise<void> {
    if (this.#isOpen) return this.#runs.run();
    this.#isStale = true;
    return Promise.resolve();
  }

  /** Ends the watch. Resolves when no reload is under way. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#watch?.close();
    await this.#runs.ended();
  }

  async #reload(): Promise<void> {
    const { state } = this;
    const began = performance.now();
    const problem = await this.#attempt(began).catch(error => (error as Error).message);
    state.ok = problem === undefined;
    if (problem === undefined) {
      state.succeeded++;
      state.lastSuccessSeconds = Date.now() / 1000;
    } else {
      state.failed++;
      this.#host.events.notReloaded(problem);
    }
  }

  /** @returns what is wrong, if anything is */
  async #attempt(began: number): Promise<string | undefined> {
    const { options, events, adopt } = this.#host;
    const loaded = loadConfig(options, this.#memory);
    this.#watch?.update(loaded.files, loaded.beganMs);
    if (loaded.problems.hasErrors) return this.#logProblems(loaded);
    const build = buildOf(loaded);
    const { generation, changes } = await adopt(build);
    this.#memory = loaded.memory;
    const ms = Math.round(performance.now() - began);
    events.reloaded({ zones: generation.zones.length, read: build.added.length, ms }, changes);
    return undefined;
  }

  /** Logs what is wrong with the files. @returns how much it is */
  #logProblems({ problems }: Loaded): string {
    for (const problem of problems.inOrder())
      this.#host.log[problem.severity === 'error' ? 'error' : 'warn'](renderProblem(problem));
    return problems.errorCount === 1 ? '1 error' : `${problems.errorCount} errors`;
  }
}
