// The supervisor of one worker of any kind: starts it, numbers what is sent to it, and stops or restarts it.
import type { Worker } from 'node:worker_threads';
import { systemClock } from '../time/clock.js';
import { startDeadline } from '../time/deadline.js';

/** The pause before a worker that failed is started again doubles from the first to the last. */
const FIRST_PAUSE_MS = 10;
const LAST_PAUSE_MS = 1000;
/** A worker that has run for so long begins with the first pause again. */
const SOUND_MS = 10_000;
/** A worker that was asked to stop and still runs after so long is terminated. */
const STOP_LIMIT_MS = 500;
/** A worker that is not ready by then is left to itself: it may be slow, and its sockets keep what comes. */
const START_LIMIT_MS = 10_000;
/**
 * A worker that has not acknowledged a message by then is not waited for: it may be failing again and again,
 * and a reload may be what mends it.
 */
const ACKNOWLEDGE_LIMIT_MS = 1200;

/** The report that all kinds of workers make: the first says that it is ready. */
export interface Acknowledged {
  readonly kind: 'acknowledged';
  readonly number: number;
}

/** What tells one kind of worker from another. */
export interface WorkerKind<Report> {
  /** Starts one that begins with all that was in the messages up to a number. */
  spawn(number: number): Worker;
  /** A message of this number has been posted. */
  posted?(number: number): void;
  /** Asks it to end. */
  halt(worker: Worker): void;
  onReport(report: Report): void;
  /** It is gone. @param thread its id, as it knew it itself */
  onGone?(thread: number): void;
  /** It failed, and begins again after the pause. */
  onFailure(error: Error, pauseMs: number): void;
}

export class WorkerSupervisor<Report> {
  readonly #kind: WorkerKind<Report>;
  /** Of the last message. */
  #number = 0;
  #worker: Worker | undefined;
  #begunMs = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #restart: NodeJS.Timeout | undefined;
  #isStopping = false;
  /** Set until the first worker is ready. */
  #giveUp: ((error: Error) => void) | undefined;
  /** Who waits for a message to be acknowledged, by its number. */
  #waiting: { readonly number: number; readonly settle: (isAcknowledged: boolean) => void }[] = [];

  constructor(kind: WorkerKind<Report>) {
    this.#kind = kind;
  }

  /** Undefined while none runs. */
  get worker(): Worker | undefined {
    return this.#worker;
  }

  /** Starts the worker. Resolves when it is ready, rejects when it fails before. */
  async start(): Promise<void> {
    this.#begin();
    const failed = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    await Promise.race([this.#acknowledged(START_LIMIT_MS), failed]);
    this.#giveUp = undefined;
  }

  /** Posts a message with a number. Resolves when it is acknowledged, with false when that takes too long. */
  post(message: object): Promise<boolean> {
    this.#number++;
    this.#worker?.postMessage({ ...message, number: this.#number });
    this.#kind.posted?.(this.#number);
    return this.#acknowledged(ACKNOWLEDGE_LIMIT_MS);
  }

  /** Ends the worker. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker !== undefined) {
      const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()));
      this.#kind.halt(worker);
      const limit = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    }
    this.#settle(this.#number);
  }

  #begin(): void {
    this.#begunMs = performance.now();
    const worker = this.#kind.spawn(this.#number);
    this.#worker = worker;
    let failure = new Error('it ended by itself');
    worker.on('message', (report: Report | Acknowledged) => {
      if (isAcknowledged(report)) this.#settle(report.number);
      else this.#kind.onReport(report);
    });
    worker.on('error', error => {
      failure = error;
    });
    // One that has ended has none.
    const { threadId } = worker;
    worker.on('exit', () => this.#ended(failure, threadId));
  }

  /** @param thread that of none when it never began */
  #ended(failure: Error, thread = -1): void {
    this.#worker = undefined;
    this.#kind.onGone?.(thread);
    if (this.#isStopping) return;
    if (this.#giveUp !== undefined) {
      this.#giveUp(failure);
      return;
    }
    if (performance.now() - this.#begunMs > SOUND_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#kind.onFailure(failure, this.#pauseMs);
    this.#restart = setTimeout(() => this.#beginAgain(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
  }

  /** For want of a descriptor, say, it cannot even be started: that is one failure more. */
  #beginAgain(): void {
    try {
      this.#begin();
    } catch (error) {
      this.#ended(error as Error);
    }
  }

  #acknowledged(limitMs: number): Promise<boolean> {
    const number = this.#number;
    return new Promise(resolve => {
      const endLimit = startDeadline(systemClock, limitMs, () => settle(false));
      const settle = (isAcknowledged: boolean) => {
        endLimit();
        resolve(isAcknowledged);
      };
      this.#waiting.push({ number, settle });
    });
  }

  #settle(number: number): void {
    const done = this.#waiting.filter(each => each.number <= number);
    this.#waiting = this.#waiting.filter(each => each.number > number);
    for (const { settle } of done) settle(true);
  }
}

function isAcknowledged(report: unknown): report is Acknowledged {
  return (report as Acknowledged).kind === 'acknowledged';
}
