// The answer threads of the batch transport: all get the same orders, and each a socket of its own for every listen address.
import { availableParallelism } from 'node:os';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Tally } from '../answer/tally.js';
import type { StrayQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import type { Crew } from '../transport/batch/udp-batch.js';
import { AnswerThreadKeeper, type ThreadEvents } from './answer-thread-keeper.js';
import type { ThreadOrders } from './thread-orders.js';

export type SharedOrders = Omit<ThreadOrders, 'sockets' | 'linesPerSecond'>;

/** How many threads there are when the configuration leaves it open: one core is for the main thread. */
export function threadCount(workers: number | 'auto'): number {
  return workers === 'auto' ? Math.max(1, availableParallelism() - 1) : workers;
}

function spawnThread(options: WorkerOptions): Worker {
  return new Worker(new URL('./answer-thread.js', import.meta.url), options);
}

export interface CrewOptions {
  readonly size: number;
  readonly orders: SharedOrders;
  /** Lines of the query log in a second, of all threads. */
  readonly linesPerSecond: number;
  readonly onLog: ThreadEvents['onLog'];
  readonly onFailure: ThreadEvents['onFailure'];
  readonly spawn?: (options: WorkerOptions) => Worker;
}

export class AnswerThreads implements Crew {
  /** Threads that failed and were started again. */
  restarts = 0;
  readonly #keepers: readonly AnswerThreadKeeper[];
  /** Who takes the queries that came in over a socket but do not stay in its thread. */
  readonly #takers = new Map<number, (query: StrayQuery) => void>();

  constructor({ size, orders, linesPerSecond, onLog, onFailure, spawn = spawnThread }: CrewOptions) {
    const events: ThreadEvents = {
      onLog,
      onStray: query => this.#takers.get(query.fd)?.(query),
      onFailure: (error, pauseMs) => {
        this.restarts++;
        onFailure(error, pauseMs);
      },
    };
    const all = { ...orders, sockets: [], linesPerSecond: Math.ceil(linesPerSecond / size) };
    this.#keepers = Array.from({ length: size }, () => new AnswerThreadKeeper(all, events, spawn));
  }

  get size(): number {
    return this.#keepers.length;
  }

  get tallies(): readonly Tally[] {
    return this.#keepers.map(({ tally }) => tally);
  }

  /** Starts them. Resolves when all are ready. */
  async start(): Promise<void> {
    await Promise.all(this.#keepers.map(keeper => keeper.start()));
  }

  /** Changes the orders of all. Resolves when all work by them, or one of them takes too long. */
  async tell(change: Partial<SharedOrders>): Promise<void> {
    await Promise.all(this.#keepers.map(keeper => keeper.tell(change)));
  }

  add(sockets: readonly BatchSocket[], take: (query: StrayQuery) => void): void {
    for (const { fd } of sockets) this.#takers.set(fd, take);
    for (const [index, keeper] of this.#keepers.entries())
      void keeper.tell({ sockets: [...keeper.sockets, sockets[index]] });
  }

  async remove(sockets: readonly BatchSocket[]): Promise<boolean> {
    const gone = new Set(sockets);
    const obeyed = await Promise.all(
      this.#keepers.map(keeper =>
        keeper.tell({ sockets: keeper.sockets.filter(socket => !gone.has(socket)) }),
      ),
    );
    for (const { fd } of sockets) this.#takers.delete(fd);
    return obeyed.every(isObeyed => isObeyed);
  }

  /** Ends all. */
  async stop(): Promise<void> {
    await Promise.all(this.#keepers.map(keeper => keeper.stop()));
  }
}
