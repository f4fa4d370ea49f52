// The answer threads of the batch transport: all answer by one generation, each from sockets of its own.
import { availableParallelism } from 'node:os';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Tally } from '../answer/tally.js';
import type { DeferredQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import type { SocketThreads } from '../transport/batch/udp-batch.js';
import { AnswerThreadSupervisor, type ThreadEvents } from './answer-thread-supervisor.js';
import type { ForwardSide } from './forward-side.js';
import type { ThreadGeneration } from './thread-generation.js';
import { threadStarts } from './thread-starts.js';

/** How many threads there are when the configuration leaves it open: one core is for the main thread. */
export function threadCount(workers: number | 'auto'): number {
  return workers === 'auto' ? Math.max(1, availableParallelism() - 1) : workers;
}

function spawnThread(options: WorkerOptions): Worker {
  return new Worker(new URL('./answer-thread.js', import.meta.url), options);
}

export interface PoolOptions {
  readonly size: number;
  readonly generation: ThreadGeneration;
  /** Lines of the query log in a second, of all threads. */
  readonly linesPerSecond: number;
  /** What the threads cannot do by themselves when they forward. */
  readonly forwarding: ForwardSide;
  readonly onLog: ThreadEvents['onLog'];
  readonly onFailure: ThreadEvents['onFailure'];
  readonly spawn?: (options: WorkerOptions) => Worker;
}

export class AnswerThreadPool implements SocketThreads {
  /** Threads that failed and were started again. */
  restarts = 0;
  readonly #supervisors: readonly AnswerThreadSupervisor[];
  /** Who takes the queries that came in over a socket but do not stay in its thread. */
  readonly #takers = new Map<number, (query: DeferredQuery) => void>();

  constructor({ size, generation, linesPerSecond, forwarding, ...options }: PoolOptions) {
    const { onLog, onFailure, spawn = spawnThread } = options;
    const events: ThreadEvents = {
      onLog,
      onDeferred: query => this.#takers.get(query.fd)?.(query),
      onForward: (report, thread) => forwarding.take(report, thread),
      onFailure: (error, pauseMs) => {
        this.restarts++;
        onFailure(error, pauseMs);
      },
    };
    const each = { generation, events, spawn, linesPerSecond: Math.ceil(linesPerSecond / size) };
    this.#supervisors = Array.from(
      { length: size },
      () => new AnswerThreadSupervisor({ ...each, forwarding: forwarding.startOfThread() }),
    );
  }

  get size(): number {
    return this.#supervisors.length;
  }

  get tallies(): readonly Tally[] {
    return this.#supervisors.map(({ tally }) => tally);
  }

  /** Starts them. Resolves when all are ready. @param starts says how many at once */
  async start(starts = threadStarts()): Promise<void> {
    await Promise.all(this.#supervisors.map(supervisor => starts.run(() => supervisor.start())));
  }

  /** Hands over a generation. Resolves when all answer by it, or one of them takes too long. */
  async tell(generation: ThreadGeneration): Promise<void> {
    await Promise.all(this.#supervisors.map(supervisor => supervisor.tell(generation)));
  }

  /** Resolves with whether all take notice. */
  async ping(): Promise<boolean> {
    const answers = await Promise.all(this.#supervisors.map(supervisor => supervisor.ping()));
    return answers.every(each => each);
  }

  add(sockets: readonly BatchSocket[], take: (query: DeferredQuery) => void): void {
    for (const { fd } of sockets) this.#takers.set(fd, take);
    for (const [index, supervisor] of this.#supervisors.entries())
      void supervisor.read([...supervisor.sockets, sockets[index]]);
  }

  async remove(sockets: readonly BatchSocket[]): Promise<boolean> {
    const gone = new Set(sockets);
    const acknowledged = await Promise.all(
      this.#supervisors.map(supervisor =>
        supervisor.read(supervisor.sockets.filter(socket => !gone.has(socket))),
      ),
    );
    for (const { fd } of sockets) this.#takers.delete(fd);
    return acknowledged.every(each => each);
  }

  /** Ends all. */
  async stop(): Promise<void> {
    await Promise.all(this.#supervisors.map(supervisor => supervisor.stop()));
  }
}
