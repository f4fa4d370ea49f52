// The supervisor of one answer thread: starts it, sends it what is new, and stops or restarts it.
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import type { DeferredQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import { partsChange } from './parts-change.js';
import {
  CONTROL,
  type NextGeneration,
  type ThreadGeneration,
  type ThreadMessage,
  type ThreadReport,
  type ThreadStart,
} from './thread-generation.js';

/** The pause before a thread that failed is started again doubles from the first to the last. */
const FIRST_PAUSE_MS = 10;
const LAST_PAUSE_MS = 1000;
/** A thread that has run for so long begins with the first pause again. */
const SOUND_MS = 10_000;
/** A thread that was asked to stop and still runs after so long is terminated. */
const STOP_LIMIT_MS = 500;
/** A thread that is not ready by then is left to itself: it may be slow, and its socket keeps what comes. */
const START_LIMIT_MS = 10_000;
/**
 * A thread that has not acknowledged a message by then is not waited for: it may be failing again and again,
 * and a reload may be what mends it.
 */
const ACKNOWLEDGE_LIMIT_MS = 1200;

/** What a thread may take: it allocates next to nothing, but holds views of each zone, about 1 KB. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 };

/** What becomes of a thread's reports. */
export interface ThreadEvents {
  onDeferred(query: DeferredQuery): void;
  onLog(fields: object, text: string): void;
  /** The thread failed, and begins again after the pause. */
  onFailure(error: Error, pauseMs: number): void;
}

/** What a thread works by, and what becomes of it. */
export interface ThreadOptions extends Pick<ThreadStart, 'generation' | 'linesPerSecond'> {
  readonly events: ThreadEvents;
  readonly spawn: (options: WorkerOptions) => Worker;
}

/** The way from one generation to the next. */
function nextGeneration(former: ThreadGeneration, { parts, ...rest }: ThreadGeneration): NextGeneration {
  return { ...rest, change: parts === former.parts ? undefined : partsChange(former.parts, parts) };
}

export class AnswerThreadSupervisor {
  /** Its counters, which outlive the thread. */
  readonly tally = new Tally();
  readonly #options: ThreadOptions;
  #generation: ThreadGeneration;
  #sockets: readonly BatchSocket[] = [];
  /** Of the last message. */
  #number = 0;
  #control = new Int32Array(new SharedArrayBuffer(CONTROL.WORDS * 4));
  #worker: Worker | undefined;
  #begunMs = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #restart: NodeJS.Timeout | undefined;
  #isStopping = false;
  /** Set until the first thread is ready. */
  #giveUp: ((error: Error) => void) | undefined;
  /** Who waits for a message to be acknowledged, by its number. */
  #waiting: { readonly number: number; readonly settle: (isAcknowledged: boolean) => void }[] = [];

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#generation = options.generation;
  }

  get sockets(): readonly BatchSocket[] {
    return this.#sockets;
  }

  /** Starts the thread. Resolves when it is ready, rejects when it fails before. */
  async start(): Promise<void> {
    this.#begin();
    const failed = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    await Promise.race([this.#acknowledged(START_LIMIT_MS), failed]);
    this.#giveUp = undefined;
  }

  /** Hands over a generation. Resolves when the thread answers by it, with false when that takes too long. */
  tell(generation: ThreadGeneration): Promise<boolean> {
    const next = nextGeneration(this.#generation, generation);
    this.#generation = generation;
    return this.#post({ generation: next });
  }

  /** Has the thread read these sockets and no others. Resolves as {@link tell} does. */
  read(sockets: readonly BatchSocket[]): Promise<boolean> {
    this.#sockets = sockets;
    return this.#post({ sockets });
  }

  /** Ends the thread, which first answers what stands in its sockets. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker !== undefined) {
      const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()));
      Atomics.store(this.#control, CONTROL.STOP, 1);
      Atomics.notify(this.#control, CONTROL.MESSAGE);
      const limit = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    }
    this.#settle(this.#number);
  }

  #post(message: Omit<ThreadMessage, 'number'>): Promise<boolean> {
    this.#number++;
    const numbered: ThreadMessage = { ...message, number: this.#number };
    this.#worker?.postMessage(numbered);
    Atomics.store(this.#control, CONTROL.MESSAGE, this.#number);
    Atomics.notify(this.#control, CONTROL.MESSAGE);
    return this.#acknowledged(ACKNOWLEDGE_LIMIT_MS);
  }

  #begin(): void {
    const control = new SharedArrayBuffer(CONTROL.WORDS * 4);
    this.#control = new Int32Array(control);
    Atomics.store(this.#control, CONTROL.MESSAGE, this.#number);
    const workerData: ThreadStart = {
      generation: this.#generation,
      sockets: this.#sockets,
      linesPerSecond: this.#options.linesPerSecond,
      number: this.#number,
      control,
      tally: this.tally.memory,
    };
    const worker = this.#options.spawn({ workerData, resourceLimits: LIMITS });
    this.#worker = worker;
    this.#begunMs = performance.now();
    let failure = new Error('it ended by itself');
    worker.on('message', (message: ThreadReport) => this.#hear(message));
    worker.on('error', error => {
      failure = error;
    });
    worker.on('exit', () => this.#ended(failure));
  }

  #hear(message: ThreadReport): void {
    if (message.kind === 'acknowledged') this.#settle(message.number);
    else if (message.kind === 'log') this.#options.events.onLog(message.fields, message.text);
    else {
      Atomics.sub(this.#control, CONTROL.DEFERRED, 1);
      this.#options.events.onDeferred(message.query);
    }
  }

  #ended(failure: Error): void {
    this.#worker = undefined;
    if (this.#isStopping) return;
    if (this.#giveUp !== undefined) {
      this.#giveUp(failure);
      return;
    }
    if (performance.now() - this.#begunMs > SOUND_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#options.events.onFailure(failure, this.#pauseMs);
    this.#restart = setTimeout(() => this.#begin(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
  }

  #acknowledged(limitMs: number): Promise<boolean> {
    const number = this.#number;
    return new Promise(resolve => {
      const limit = setTimeout(() => settle(false), limitMs);
      const settle = (isAcknowledged: boolean) => {
        clearTimeout(limit);
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
