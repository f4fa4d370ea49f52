// The supervisor of one answer thread: sends it what is new, also while it is under load.
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import { freeLocksOf } from '../forward/cache/set-lock.js';
import type { DeferredQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import { type ForwardReport, type ForwardStart, isForwardReport, type StreamEnd } from './thread-forward.js';
import {
  CONTROL,
  type LogReport,
  nextGeneration,
  type ThreadGeneration,
  type ThreadReport,
  type ThreadStart,
} from './thread-generation.js';
import { WorkerSupervisor } from './worker-supervisor.js';

/** What a thread may take: it allocates next to nothing, but holds views of each zone, about 1 KB. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 };

/** What becomes of a thread's reports. */
export interface ThreadEvents {
  onDeferred(query: DeferredQuery): void;
  onForward(report: ForwardReport, thread: AnswerThreadSupervisor): void;
  onLog(line: LogReport): void;
  /** The thread failed, and begins again after the pause. */
  onFailure(error: Error, pauseMs: number): void;
}

/** What a thread works by, and what becomes of it. */
export interface ThreadOptions extends Pick<ThreadStart, 'generation' | 'linesPerSecond'> {
  readonly forwarding: ForwardStart;
  readonly events: ThreadEvents;
  readonly spawn: (options: WorkerOptions) => Worker;
}

export class AnswerThreadSupervisor {
  /** Its counters, which outlive the thread. */
  readonly tally = new Tally();
  readonly #options: ThreadOptions;
  readonly #supervisor: WorkerSupervisor<ThreadReport>;
  #generation: ThreadGeneration;
  #sockets: readonly BatchSocket[] = [];
  #control = new Int32Array(new SharedArrayBuffer(CONTROL.WORDS * 4));
  /** Queries that were taken in this turn of the main thread. */
  #turn: { readonly control: Int32Array; taken: number } | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#generation = options.generation;
    this.#supervisor = new WorkerSupervisor<ThreadReport>({
      spawn: number => this.#spawn(number),
      posted: number => this.#call(number),
      halt: () => this.#halt(),
      onReport: report => this.#hear(report),
      onGone: thread => this.#gone(thread),
      onFailure: (error, pauseMs) => options.events.onFailure(error, pauseMs),
    });
  }

  get sockets(): readonly BatchSocket[] {
    return this.#sockets;
  }

  /** Starts the thread. Resolves when it is ready, rejects when it fails before. */
  start(): Promise<void> {
    return this.#supervisor.start();
  }

  /** Hands over a generation. Resolves when the thread answers by it, with false when that takes too long. */
  tell(generation: ThreadGeneration): Promise<boolean> {
    const next = nextGeneration(this.#generation, generation);
    this.#generation = generation;
    return this.#supervisor.post({ generation: next });
  }

  /** Has the thread read these sockets and no others. Resolves as {@link tell} does. */
  read(sockets: readonly BatchSocket[]): Promise<boolean> {
    this.#sockets = sockets;
    return this.#supervisor.post({ sockets });
  }

  /** Resolves with whether the thread takes notice; with false when that takes too long. */
  ping(): Promise<boolean> {
    return this.#supervisor.post({});
  }

  /** Hands over how a query over a stream ended, which the thread asked for. */
  endStream(stream: StreamEnd): void {
    void this.#supervisor.post({ stream });
  }

  /** Ends the thread, which first answers what stands in its sockets. */
  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  #spawn(number: number): Worker {
    const control = new SharedArrayBuffer(CONTROL.WORDS * 4);
    this.#control = new Int32Array(control);
    Atomics.store(this.#control, CONTROL.MESSAGE, number);
    const workerData: ThreadStart = {
      generation: this.#generation,
      sockets: this.#sockets,
      linesPerSecond: this.#options.linesPerSecond,
      number,
      control,
      tally: this.tally.memory,
      forwarding: this.#options.forwarding,
    };
    return this.#options.spawn({ workerData, resourceLimits: LIMITS });
  }

  /** A thread under load looks at this word instead of at its messages. */
  #call(number: number): void {
    Atomics.store(this.#control, CONTROL.MESSAGE, number);
    Atomics.notify(this.#control, CONTROL.MESSAGE);
  }

  #halt(): void {
    Atomics.store(this.#control, CONTROL.STOP, 1);
    Atomics.notify(this.#control, CONTROL.MESSAGE);
  }

  /** It may have been ended in the middle of keeping an answer. */
  #gone(thread: number): void {
    const { cache } = this.#generation;
    if (cache !== undefined) freeLocksOf(thread, cache);
  }

  #hear(report: ThreadReport): void {
    if (report.kind === 'log') this.#options.events.onLog(report);
    else if (isForwardReport(report)) this.#options.events.onForward(report, this);
    else {
      this.#tookOne();
      this.#options.events.onDeferred(report.query);
    }
  }

  /** Lets the thread send others in the next turn of this one: whatever comes in a turn is seen to in it. */
  #tookOne(): void {
    if (this.#turn?.control === this.#control) {
      this.#turn.taken++;
      return;
    }
    const turn = { control: this.#control, taken: 1 };
    this.#turn = turn;
    setImmediate(() => {
      Atomics.sub(turn.control, CONTROL.DEFERRED, turn.taken);
      if (this.#turn === turn) this.#turn = undefined;
    });
  }
}
