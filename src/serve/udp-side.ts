// How UDP is read: by answer threads where that is possible, else by the main thread.
import type { Tally } from '../answer/tally.js';
import type { Config } from '../config/config.js';
import type { Log } from '../observe/log.js';
import { MAX_LINES_PER_SECOND } from '../observe/query-log.js';
import type { Generation } from '../store/generation.js';
import { ReturnPath } from '../transport/batch/return-path.js';
import { batchObstacle, loadSystem } from '../transport/batch/system.js';
import { SharedTcpSockets } from '../transport/batch/tcp-socket.js';
import { BatchTransport } from '../transport/batch/udp-batch.js';
import type { QueryService } from '../transport/query-service.js';
import { DgramTransport } from '../transport/udp-dgram.js';
import { AnswerThreadPool, threadCount } from './answer-thread-pool.js';
import type { UdpFactory } from './listener-kinds.js';
import { threadGeneration } from './thread-generation.js';

export { batchObstacle } from '../transport/batch/system.js';

/** How often the answer threads are sent the secrets of cookies, if these have changed. */
const SECRETS_MS = 60_000;

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
  readonly #threads: AnswerThreadPool | undefined;
  #secretsTimer: NodeJS.Timeout | undefined;
  /** The secrets that the answer threads know. */
  #toldSecrets: readonly Uint8Array[] | undefined;

  constructor(generation: Generation, log: Log) {
    const { config } = generation;
    this.transport = chooseTransport(config.transport);
    if (this.transport.kind === 'dgram') return;
    this.#threads = new AnswerThreadPool({
      size: threadCount(config.workers),
      generation: threadGeneration(generation),
      linesPerSecond: MAX_LINES_PER_SECOND,
      onLog: (fields, text) => log.info(fields, text),
      onFailure: (error, pauseMs) => logThreadFailure(log, error, pauseMs),
    });
  }

  /** Answer threads, 0 with the dgram transport. */
  get size(): number {
    return this.#threads?.size ?? 0;
  }

  /** Answer threads that failed and were started again. */
  get restarts(): number {
    return this.#threads?.restarts ?? 0;
  }

  /** Counters of the answer threads. */
  get tallies(): readonly Tally[] {
    return this.#threads?.tallies ?? [];
  }

  /** What makes the transport of a listen address. */
  factory(service: QueryService): UdpFactory {
    const threads = this.#threads;
    if (threads === undefined)
      return { takesWildcards: false, open: address => new DgramTransport(service, address) };
    const system = loadSystem();
    const parts = { system, threads, path: new ReturnPath(system) };
    return {
      takesWildcards: true,
      open: address => new BatchTransport(service, parts, address, this.sharesPorts),
      tcp: new SharedTcpSockets(system, () => this.sharesPorts),
    };
  }

  /** Starts the threads. Resolves when they are ready. */
  async start(): Promise<void> {
    await this.#threads?.start();
  }

  /** Hands a generation over to the threads. Resolves when all answer by it. */
  async tell(generation: Generation): Promise<void> {
    const threads = this.#threads;
    if (threads === undefined) return;
    const { cookies } = generation;
    const tell = () => {
      this.#toldSecrets = cookies.secrets;
      return threads.tell(threadGeneration(generation));
    };
    clearInterval(this.#secretsTimer);
    this.#secretsTimer = setInterval(() => {
      if (cookies.secrets !== this.#toldSecrets) void tell();
    }, SECRETS_MS).unref();
    await tell();
  }

  /** Ends the threads. */
  async stop(): Promise<void> {
    clearInterval(this.#secretsTimer);
    await this.#threads?.stop();
  }
}

/** Logs that an answer thread failed and begins again. */
function logThreadFailure(log: Log, error: Error, pauseMs: number): void {
  const fields = { reason: error.message, stack: error.stack, pauseMs };
  log.error(fields, `an answer thread failed: ${error.message}; it begins again in ${pauseMs} ms`);
}
