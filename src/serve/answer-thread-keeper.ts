// The keeper of one answer thread: starts it, passes orders on, starts it again when it fails, and ends it.
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import type { StrayQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import { partsChange } from './parts-change.js';
import {
  CONTROL,
  type Order,
  type ThreadOrders,
  type ThreadReport,
  type ThreadStart,
} from './thread-orders.js';

/** The pause before a thread that failed is started again doubles from the first to the last. */
const FIRST_PAUSE_MS = 10;
const LAST_PAUSE_MS = 1000;
/** A thread that has run for so long begins with the first pause again. */
const SOUND_MS = 10_000;
/** A thread that is told to stop and has not ended by then is ended. */
const STOP_LIMIT_MS = 500;
/** A thread that is not ready by then is left to itself: it may be slow, and its socket keeps what comes. */
const START_LIMIT_MS = 10_000;
/** A thread that has not obeyed by then is not waited for: it may be failing again and again, and a reload may be what mends it. */
const OBEY_LIMIT_MS = 1200;

/** What a thread may take: it allocates next to nothing, but holds views of each zone, about 1 KB. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 };

/** What becomes of a thread's reports. */
export interface ThreadEvents {
  onStray(query: StrayQuery): void;
  onLog(fields: object, text: string): void;
  /** The thread failed, and begins again after the pause. */
  onFailure(error: Error, pauseMs: number): void;
}

export class AnswerThreadKeeper {
  /** Its counters, which outlive the thread. */
  readonly tally = new Tally();
  readonly #events: ThreadEvents;
  readonly #spawn: (options: WorkerOptions) => Worker;
  #orders: ThreadOrders;
  #number = 0;
  #control = new Int32Array(new SharedArrayBuffer(CONTROL.WORDS * 4));
  #worker: Worker | undefined;
  #begunMs = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #restart: NodeJS.Timeout | undefined;
  #isStopping = false;
  /** Set until the first thread is ready. */
  #giveUp: ((error: Error) => void) | undefined;
  /** Who waits for an order to be obeyed, by its number. */
  #waiting: { readonly number: number; readonly settle: (isObeyed: boolean) => void }[] = [];

  constructor(orders: ThreadOrders, events: ThreadEvents, spawn: (options: WorkerOptions) => Worker) {
    this.#orders = orders;
    this.#events = events;
    this.#spawn = spawn;
  }

  get sockets(): readonly BatchSocket[] {
    return this.#orders.sockets;
  }

  /** Starts the thread. Resolves when it is ready, rejects when it fails before. */
  async start(): Promise<void> {
    this.#begin();
    const failed = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    await Promise.race([this.#obeyed(START_LIMIT_MS), failed]);
    this.#giveUp = undefined;
  }

  /** Changes the orders. Resolves when the thread works by them, with false when that takes too long. */
  tell(change: Partial<ThreadOrders>): Promise<boolean> {
    const { parts: former } = this.#orders;
    const { parts, ...rest } = change;
    this.#orders = { ...this.#orders, ...change };
    this.#number++;
    const isSame = parts === undefined || parts === former;
    const order: Order = {
      number: this.#number,
      change: rest,
      ...(isSame ? {} : { parts: partsChange(former, parts) }),
    };
    this.#worker?.postMessage(order);
    Atomics.store(this.#control, CONTROL.ORDERS, this.#number);
    Atomics.notify(this.#control, CONTROL.ORDERS);
    return this.#obeyed(OBEY_LIMIT_MS);
  }

  /** Ends the thread, which first answers what stands in its sockets. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker !== undefined) {
      const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()));
      Atomics.store(this.#control, CONTROL.STOP, 1);
      Atomics.notify(this.#control, CONTROL.ORDERS);
      const limit = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    }
    this.#settle(this.#number);
  }

  #begin(): void {
    const control = new SharedArrayBuffer(CONTROL.WORDS * 4);
    this.#control = new Int32Array(control);
    Atomics.store(this.#control, CONTROL.ORDERS, this.#number);
    const workerData: ThreadStart = {
      orders: this.#orders,
      number: this.#number,
      control,
      tally: this.tally.memory,
    };
    const worker = this.#spawn({ workerData, resourceLimits: LIMITS });
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
    if (message.kind === 'obeyed') this.#settle(message.number);
    else if (message.kind === 'log') this.#events.onLog(message.fields, message.text);
    else {
      Atomics.sub(this.#control, CONTROL.STRAYS, 1);
      this.#events.onStray(message.query);
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
    this.#events.onFailure(failure, this.#pauseMs);
    this.#restart = setTimeout(() => this.#begin(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
  }

  #obeyed(limitMs: number): Promise<boolean> {
    const number = this.#number;
    return new Promise(resolve => {
      const limit = setTimeout(() => settle(false), limitMs);
      const settle = (isObeyed: boolean) => {
        clearTimeout(limit);
        resolve(isObeyed);
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
