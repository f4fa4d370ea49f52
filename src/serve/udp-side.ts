// How UDP is read: by answer threads where that is possible, else by a thread with an event loop.
import type { Tally } from '../answer/tally.js';
import type { Config } from '../config/config.js';
import type { Limiter } from '../time/limiter.js';
import { ReturnPath } from '../transport/batch/return-path.js';
import { batchObstacle, loadSystem } from '../transport/batch/system.js';
import { SharedTcpSockets } from '../transport/batch/tcp-socket.js';
import { BatchTransport } from '../transport/batch/udp-batch.js';
import type { QueryService } from '../transport/query-service.js';
import { AnswerThreadPool, threadCount } from './answer-thread-pool.js';
import { EventThread, type EventThreadOptions } from './event-thread-supervisor.js';
import { EventTransport } from './event-transport.js';
import type { ForwardSide } from './forward-side.js';
import type { UdpFactory } from './listener-kinds.js';
import type { ThreadGeneration } from './thread-generation.js';

export { batchObstacle } from '../transport/batch/system.js';

/** The transport in use. */
export interface TransportChoice {
  readonly kind: 'batch' | 'dgram';
  /** Why there is no batch transport here, when it was not left out on purpose. */
  readonly obstacle?: string;
}

/** `auto` takes the batch transport where the system has it. */
function chooseTransport(wanted: Config['transport']): TransportChoice {
  if (wanted === 'dgram') return { kind: 'dgram' };
  const obstacle = batchObstacle();
  return obstacle === undefined ? { kind: 'batch' } : { kind: 'dgram', obstacle };
}

export class UdpSide {
  /** A reload does not change it. */
  readonly transport: TransportChoice;
  /** Whether sockets may be opened beside those of another process of the same user. */
  sharesPorts = false;
  readonly #threads: AnswerThreadPool | EventThread;

  constructor(
    { transport, workers }: Config,
    options: EventThreadOptions & { readonly forwarding: ForwardSide },
  ) {
    this.transport = chooseTransport(transport);
    const isBatch = this.transport.kind === 'batch';
    this.#threads = isBatch
      ? new AnswerThreadPool({ ...options, size: threadCount(workers) })
      : new EventThread(options);
  }

  /** Answer threads, 0 with the dgram transport. */
  get size(): number {
    return this.#threads instanceof AnswerThreadPool ? this.#threads.size : 0;
  }

  /** Threads that failed and were started again. */
  get restarts(): number {
    return this.#threads.restarts;
  }

  /** Counters of the threads. */
  get tallies(): readonly Tally[] {
    return this.#threads.tallies;
  }

  /** What makes the transport of a listen address, and TCP sockets in a way that goes with that. */
  factories(service: QueryService): { readonly udp: UdpFactory; readonly tcp?: SharedTcpSockets } {
    const threads = this.#threads;
    if (threads instanceof EventThread)
      return {
        udp: {
          takesWildcards: false,
          open: (_, listener) => new EventTransport(threads, 'udp', { listener }),
        },
      };
    const system = loadSystem();
    const parts = { system, threads, path: new ReturnPath(system) };
    const open = (address: string, listener: string) =>
      new BatchTransport(service, parts, address, { isShared: this.sharesPorts, listener });
    return {
      udp: { takesWildcards: true, open },
      tcp: new SharedTcpSockets(system, () => this.sharesPorts),
    };
  }

  /** Starts the threads. Resolves when they are ready. @param starts says how many at once */
  start(starts: Limiter): Promise<void> {
    const threads = this.#threads;
    return threads instanceof AnswerThreadPool ? threads.start(starts) : starts.run(() => threads.start());
  }

  /** Hands a generation over to the threads. Resolves when all answer by it, or one of them takes too long. */
  async tell(generation: ThreadGeneration): Promise<void> {
    await this.#threads.tell(generation);
  }

  /** Resolves with whether all take notice. */
  ping(): Promise<boolean> {
    return this.#threads.ping();
  }

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#threads.stop();
  }
}
