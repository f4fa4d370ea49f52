// Reloads: reads the files again, one reload at a time, and reports how each ended.
import type { Loaded } from '../config/load.js';
import { type FileWatch, watchFiles } from '../config/watch.js';
import type { Log } from '../observe/log.js';
import type { EventLog } from '../operate/event-log.js';
import { problemLine } from '../operate/fault-text.js';
import { Problems } from '../source/problem.js';
import { renderProblem } from '../source/render.js';
import type { BuilderSupervisor, BuildOutcome } from '../store/builder-supervisor.js';
import type { Prepared } from '../store/zone-store.js';
import { OneAtATime } from './one-at-a-time.js';

/** How reloads have ended so far. */
export interface ReloadState {
  ok: boolean;
  lastSuccessSeconds: number;
  succeeded: number;
  failed: number;
}

/** What is to come into force. */
export type Built = Extract<BuildOutcome, { kind: 'built' }>;

/** Who has use for a reload. */
export interface ReloadHost {
  /** Loads and builds. */
  readonly builder: Pick<BuilderSupervisor, 'build' | 'overtake' | 'adopted' | 'close'>;
  readonly log: Log;
  readonly events: EventLog;
  /** Puts in force what was built of a load without an error. @throws Error when all stays as it is */
  adopt(built: Built): Promise<Prepared>;
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
  /** Problems of the last load, which are not logged again. */
  #said: ReadonlySet<string> = new Set();
  #watch: FileWatch | undefined;
  /** Whether files are being read, so that a newer reload may take the place of this one. */
  #isBuilding = false;
  /** Whether the last reload was given up: the next one is not, for else a file that changes all the time is never served. */
  #wasOvertaken = false;
  /** Whether a reload may run; until then, and after the end, none does. */
  #isOpen = false;
  /** Whether files changed, or a reload was asked for, before that. */
  #isStale = false;

  constructor(host: ReloadHost) {
    this.#host = host;
  }

  /** Watches the files of the first load, whose problems were shown. */
  watch({ files, beganMs, problems, faults }: Loaded): void {
    this.#said = new Set(problems.list.map(renderProblem));
    this.state.ok = !problems.hasErrors;
    this.#host.events.faults(faults);
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
   * more, in favour of which it may be given up, and calls before {@link open} to one after it.
   */
  reload(): Promise<void> {
    if (this.#isOpen) {
      if (this.#isBuilding && !this.#wasOvertaken) this.#host.builder.overtake();
      return this.#runs.run();
    }
    this.#isStale = true;
    return Promise.resolve();
  }

  /** Ends the watch. Resolves when no reload is under way. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#watch?.close();
    await this.#host.builder.close();
    await this.#runs.ended();
  }

  async #reload(): Promise<void> {
    if (!this.#isOpen) return;
    const { state } = this;
    const began = performance.now();
    const isGood = await this.#attempt(began).catch(error => {
      this.#host.events.notReloaded((error as Error).message);
      return false;
    });
    if (this.#wasOvertaken) return;
    state.ok = isGood;
    if (isGood) {
      state.succeeded++;
      state.lastSuccessSeconds = Date.now() / 1000;
    } else state.failed++;
  }

  /** @returns whether nothing is wrong. @throws Error when all stays as it is, for another reason than the files */
  async #attempt(began: number): Promise<boolean> {
    const { builder, events, adopt } = this.#host;
    const outcome = await this.#build();
    this.#wasOvertaken = outcome.kind === 'overtaken';
    if (outcome.kind === 'overtaken') return false;
    const { files, beganMs } = outcome.report;
    this.#watch?.update(files, beganMs);
    const problems = Problems.from(outcome.report.problems);
    this.#logProblems(problems);
    if (outcome.kind === 'refused') {
      events.notReloaded(problemLine(problems.firstError!));
      return false;
    }
    const { generation, changes } = await adopt(outcome);
    builder.adopted();
    const ms = Math.round(performance.now() - began);
    const read = outcome.build.added.length;
    events.reloaded({ zones: generation.zones.length, read, ms }, changes);
    events.faults(outcome.build.faults);
    return !problems.hasErrors;
  }

  async #build(): Promise<BuildOutcome> {
    this.#isBuilding = true;
    try {
      return await this.#host.builder.build();
    } catch (error) {
      this.#wasOvertaken = false;
      throw error;
    } finally {
      this.#isBuilding = false;
    }
  }

  /** Logs what is wrong or doubtful with the files, and was not so before. */
  #logProblems(problems: Problems): void {
    const said = this.#said;
    const texts = problems.inOrder().map(({ severity, ...rest }) => ({
      level: severity === 'error' ? ('error' as const) : ('warn' as const),
      text: renderProblem({ severity, ...rest }),
    }));
    for (const { level, text } of texts) if (!said.has(text)) this.#host.log[level](text);
    this.#said = new Set(texts.map(({ text }) => text));
  }
}
