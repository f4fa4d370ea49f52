// Reloads: reads the files again, one reload at a time, and reports how each ended.
import { resolve } from 'node:path';
import type { Loaded } from '../config/load.js';
import { type FileWatch, watchFiles } from '../config/watch.js';
import type { Log } from '../observe/log.js';
import type { EventLog } from '../operate/event-log.js';
import { problemLine } from '../operate/fault-text.js';
import type { ReloadReport } from '../operate/reload-view.js';
import { Problems } from '../source/problem.js';
import { renderProblem } from '../source/render.js';
import type { BuilderSupervisor, BuildOutcome } from '../store/builder-supervisor.js';
import type { Prepared } from '../store/member-versions.js';
import { systemClock } from '../time/clock.js';
import { OneAtATime } from './one-at-a-time.js';
import { logProblems } from './problem-log.js';
import { ShortageRetry, shortageOf } from './shortage-retry.js';
import { UnreadLog } from './unread-log.js';

/** How reloads have ended so far. */
export interface ReloadState {
  ok: boolean;
  lastSuccessSeconds: number;
  succeeded: number;
  failed: number;
  /** Why all stays as it was at the last reload, in one line; undefined when it came into force. */
  refused?: string;
  /** Why the server listens where it did before, in one line; undefined when it listens as it should. */
  unheard?: string;
}

/** What is to come into force. */
export type Built = Extract<BuildOutcome, { kind: 'built' }>;

/** What came into force. */
export interface Adopted {
  readonly prepared: Prepared;
  /** Why the server goes on to listen where it did. */
  readonly unheard?: Error;
}

/** Who has use for a reload. */
export interface ReloadHost {
  /** Loads and builds. */
  readonly builder: Pick<BuilderSupervisor, 'build' | 'overtake' | 'adopted' | 'keepFirst' | 'close'>;
  readonly log: Log;
  readonly events: EventLog;
  readonly inForce: {
    /** Puts in force what was built of a load without an error. @throws Error when all stays as it is */
    adopt(built: Built): Promise<Adopted>;
  };
  readonly updates: {
    /** Runs something while no update changes a zone. */
    exclusively<Result>(run: () => Promise<Result>): Promise<Result>;
  };
}

/** How often a reload begins anew since it met half-written files. */
const MAX_TRIES = 3;

export class Reloader {
  readonly state: ReloadState = {
    ok: true,
    lastSuccessSeconds: Date.now() / 1000,
    succeeded: 1,
    failed: 0,
  };
  readonly #host: ReloadHost;
  readonly #retry: ShortageRetry;
  readonly #unread: UnreadLog;
  /** What this machine was out of during the last reload. */
  #shortage: string | undefined;
  readonly #runs = new OneAtATime(() => this.#reload());
  /** Problems of the last load, which are not logged again. */
  #said: ReadonlySet<string> = new Set();
  /** How the last reload went. */
  #last: ReloadReport = { problems: [], dropped: 0, isGood: true };
  #watch: FileWatch | undefined;
  /** The configuration, as an absolute path. */
  #configFile: string | undefined;
  /** Files that were found half-written by what is in them. */
  readonly #doubted = new Set<string>();
  /** Files that the next reload reads in any case. */
  #updated = new Set<string>();
  /** Whether somebody asked for the next reload, who wants to hear of the files as they are. */
  #isAsked = false;
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
    this.#unread = new UnreadLog(host.log);
    this.#retry = new ShortageRetry({
      clock: systemClock,
      reload: () => void this.#run(),
      say: text => host.log.warn(text),
    });
  }

  /** How the last reload went, or the first load. */
  get last(): ReloadReport {
    return this.#last;
  }

  /** Watches the files of the first load, whose problems were shown. */
  watch({ files, beganMs, problems, faults, configFile, unread }: Loaded): void {
    const { dropped, hasErrors } = problems;
    this.#last = { problems: problems.inOrder(), dropped, isGood: !hasErrors };
    this.#said = new Set(problems.list.map(problem => renderProblem(problem)));
    this.state.ok = !hasErrors;
    this.#host.events.faults(faults);
    this.#unread.tell(unread);
    const onTrouble = (message: string) => this.#host.log.warn(message);
    this.#configFile = configFile && resolve(configFile);
    this.#watch = watchFiles(files, () => this.changed(), { sinceMs: beganMs, onTrouble });
  }

  /** Files have changed. Settings that somebody is writing are to say how all else is read: they are awaited before. */
  changed(): void {
    const { awaited = [] } = this.#watch ?? {};
    if (this.#configFile === undefined || !awaited.includes(this.#configFile)) void this.#run();
  }

  /** Lets reloads run. Resolves when the one has ended that was asked for before. */
  async open(): Promise<void> {
    this.#isOpen = true;
    this.#host.builder.keepFirst();
    if (this.#isStale) await this.#run();
  }

  /**
   * Loads everything again; when anything is wrong, all stays as it is. Calls during a reload lead to one
   * more, in favour of which it may be given up, and calls before {@link open} to one after it. Nothing is awaited.
   */
  reload(): Promise<ReloadReport> {
    this.#isAsked = true;
    return this.#run();
  }

  /** Has a file read again, though it is as it was: other things are to be put over its zones. Resolves when that is done. */
  readAgain(file: string): Promise<ReloadReport> {
    this.#updated.add(file);
    return this.#run();
  }

  async #run(): Promise<ReloadReport> {
    if (this.#isOpen) {
      if (this.#isBuilding && !this.#wasOvertaken) this.#host.builder.overtake();
      await this.#runs.run();
    } else this.#isStale = true;
    return this.#last;
  }

  /** Ends the watch. Resolves when no reload is under way. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#retry.stop();
    await this.#watch?.close();
    await this.#host.builder.close();
    await this.#runs.ended();
  }

  async #reload(): Promise<void> {
    if (!this.#isOpen) return;
    const { state } = this;
    const began = performance.now();
    this.#shortage = undefined;
    const report = await this.#attempt(began).catch((error): ReloadReport => {
      this.#shortage = shortageOf(error);
      const reason = (error as Error).message;
      this.#host.events.notReloaded(reason);
      return { problems: [], dropped: 0, isGood: false, reason };
    });
    if (report === undefined) return;
    if (this.#isOpen) this.#retry.ended(this.#shortage);
    this.#last = report;
    state.ok = report.isGood;
    const isServed = report.served !== undefined;
    state.refused = isServed ? undefined : report.reason;
    state.unheard = isServed ? report.reason : undefined;
    if (report.isGood) {
      state.succeeded++;
      state.lastSuccessSeconds = Date.now() / 1000;
    } else state.failed++;
  }

  /**
   * @returns undefined when a newer reload takes its place
   * @throws Error when all stays as it is, for another reason than the files
   */
  #attempt(began: number): Promise<ReloadReport | undefined> {
    return this.#host.updates.exclusively(() => this.#attemptAlone(began));
  }

  async #attemptAlone(began: number): Promise<ReloadReport | undefined> {
    const { builder, events, inForce } = this.#host;
    const outcome = await this.#buildWhole();
    this.#wasOvertaken = outcome.kind === 'overtaken';
    if (outcome.kind === 'overtaken') return undefined;
    const problems = Problems.from(outcome.report.problems);
    this.#shortage = outcome.report.shortage;
    this.#said = logProblems(this.#host.log, problems, this.#said);
    this.#unread.tell(outcome.report.unread);
    const { dropped, hasErrors } = problems;
    const report = { problems: problems.inOrder(), dropped, isGood: !hasErrors };
    if (outcome.kind === 'refused') {
      const reason = problemLine(problems.firstError!);
      events.notReloaded(reason);
      return { ...report, reason };
    }
    const { prepared, unheard } = await inForce.adopt(outcome);
    const { generation, changes } = prepared;
    builder.adopted();
    const served = {
      ...{ faults: outcome.build.faults, changes },
      zones: generation.zones.length,
      read: outcome.build.added.length,
      ms: Math.round(performance.now() - began),
    };
    const { zones, read, ms } = served;
    events.reloaded({ zones, read, ms }, changes);
    events.faults(served.faults);
    if (unheard === undefined) return { ...report, served };
    this.#shortage ??= shortageOf(unheard);
    events.unheard(unheard.message);
    return { ...report, isGood: false, reason: unheard.message, served };
  }

  /** Builds. When files turn out to be half-written, what was built is thrown away, and they are left as they were until they rest. */
  async #buildWhole(): Promise<BuildOutcome> {
    const isAsked = this.#isAsked;
    this.#isAsked = false;
    for (let tries = 1; ; tries++) {
      const awaited = isAsked ? [] : (this.#watch?.awaited ?? []);
      const outcome = await this.#build(awaited);
      if (outcome.kind === 'overtaken') {
        this.#isAsked ||= isAsked;
        return outcome;
      }
      const { files, beganMs, doubtful } = outcome.report;
      const hasHalves = (files !== undefined && this.#watch?.update(files, beganMs)) || false;
      // A file is doubted once until all are whole, so that no doubt lasts for ever.
      const doubts = doubtful.filter(file => !this.#doubted.has(file));
      if (awaited.length + doubtful.length === 0) this.#doubted.clear();
      for (const file of doubts) this.#doubted.add(file);
      if (isAsked || tries === MAX_TRIES || (!hasHalves && doubts.length === 0)) return outcome;
      this.#watch?.await(doubts);
    }
  }

  async #build(awaited: readonly string[]): Promise<BuildOutcome> {
    this.#isBuilding = true;
    try {
      const updated = [...this.#updated];
      const outcome = await this.#host.builder.build(awaited, updated);
      if (outcome.kind !== 'overtaken') for (const file of updated) this.#updated.delete(file);
      return outcome;
    } catch (error) {
      this.#wasOvertaken = false;
      throw error;
    } finally {
      this.#isBuilding = false;
    }
  }
}
