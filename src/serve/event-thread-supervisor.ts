// A thread with an event loop, as the main thread sees it: what it listens on, by what it answers, and what it leaves to others.
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { DeferredAnswers } from '../answer/deferred-exchange.js';
import { Tally } from '../answer/tally.js';
import type { ListenAddress } from '../transport/query-service.js';
import type { StreamLimits } from '../transport/stream-host.js';
import type { TlsSecrets } from '../transport/tls/server-secrets.js';
import type {
  EventMessage,
  EventReport,
  EventThreadStart,
  NewVersions,
  ThreadListener,
} from './event-messages.js';
import { type LogReport, nextGeneration, type ThreadGeneration } from './thread-generation.js';
import { ThreadQueries } from './thread-queries.js';
import { NO_SECRETS } from './tls-side.js';
import { WorkerSupervisor } from './worker-supervisor.js';

/**
 * What a thread may take beside the octets of its connections. Requests of HTTP/2 that are under way take 10 KB each: with less
 * room for what is new, all of them are copied again and again.
 */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

export interface EventThreadOptions {
  readonly generation: ThreadGeneration;
  readonly limits: StreamLimits;
  /** Of zones that are handed out: the steps to the versions in force, and what of pools is. A thread begins with them. */
  readonly versions: () => NewVersions;
  /** Gets the answers that take time. */
  readonly answers: DeferredAnswers;
  /** Lines of the query log in a second. */
  readonly linesPerSecond: number;
  onLog(line: LogReport): void;
  /** The thread failed, and begins again after the pause. */
  onFailure(error: Error, pauseMs: number): void;
  readonly spawn?: (options: WorkerOptions) => Worker;
}

/** A listen address of the thread, as {@link EventThread.open} wants it. */
export interface Listening {
  readonly protocol: string;
  readonly listen: ListenAddress;
  /** As `Client` of the exchange has it. */
  readonly listener: string;
  /** A descriptor of the socket for each thread, which closes it; undefined when the thread opens the socket itself. */
  readonly descriptor: () => number | undefined;
}

/** What is known of one of them. */
interface Listener extends Listening {
  /** Undefined until the thread listens. */
  bound: ListenAddress | undefined;
  readonly opened: (bound: ListenAddress) => void;
  readonly refused: (error: Error) => void;
}

const NOTHING_NEW: NewVersions = { steps: [], worlds: [] };

function spawnThread(options: WorkerOptions): Worker {
  return new Worker(new URL('./event-thread.js', import.meta.url), options);
}

export class EventThread {
  /** Its counters, which outlive the thread. */
  readonly tally = new Tally();
  /** How often it failed and was started again. */
  restarts = 0;
  readonly #options: EventThreadOptions;
  readonly #supervisor: WorkerSupervisor<EventReport>;
  readonly #queries: ThreadQueries;
  readonly #connections = new Int32Array(new SharedArrayBuffer(4));
  readonly #listeners = new Map<number, Listener>();
  /** Those that are closing. */
  readonly #closing = new Map<number, () => void>();
  #lastListener = 0;
  #generation: ThreadGeneration;
  #limits: StreamLimits;
  #secrets = NO_SECRETS;

  constructor(options: EventThreadOptions) {
    this.#options = options;
    this.#generation = options.generation;
    this.#limits = options.limits;
    this.#queries = new ThreadQueries(options.answers, message => this.#post(message));
    this.#supervisor = new WorkerSupervisor<EventReport>({
      spawn: number => this.#spawn(number),
      halt: () => this.#post({ kind: 'stop' }),
      onReport: report => this.#hear(report),
      onGone: () => this.#gone(),
      onFailure: (error, pauseMs) => {
        this.restarts++;
        options.onFailure(error, pauseMs);
      },
    });
  }

  get tallies(): readonly Tally[] {
    return [this.tally];
  }

  /** Connections that are open. */
  get connections(): number {
    return Atomics.load(this.#connections, 0);
  }

  /** Sets those for connections to come. */
  set limits(limits: StreamLimits) {
    this.#limits = limits;
    this.#post({ kind: 'limits', limits });
  }

  /** Sets what TLS is spoken with on connections to come. */
  set secrets(secrets: TlsSecrets) {
    this.#secrets = secrets;
    this.#post({ kind: 'secrets', secrets });
  }

  /** Starts the thread. Resolves when it is ready, rejects when it fails before. */
  start(): Promise<void> {
    return this.#supervisor.start();
  }

  /**
   * Hands over a generation. Resolves when the thread answers by it, with false when that takes too long.
   * @param versions of zones that it changes
   */
  tell(generation: ThreadGeneration, versions = NOTHING_NEW): Promise<boolean> {
    const next = nextGeneration(this.#generation, generation);
    this.#generation = generation;
    return this.#supervisor.post({ kind: 'generation', generation: next, versions });
  }

  /** Has the thread hand out other versions of zones. Resolves as {@link tell} does. */
  tellVersions(versions: NewVersions): Promise<boolean> {
    return this.#supervisor.post({ kind: 'versions', versions });
  }

  /** Resolves with whether the thread takes notice; with false when that takes too long. */
  ping(): Promise<boolean> {
    return this.#supervisor.post({ kind: 'ping' });
  }

  /**
   * Has the thread listen.
   * @returns the number to close it by, and the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  async open(listening: Listening): Promise<{ readonly id: number; readonly bound: ListenAddress }> {
    const id = ++this.#lastListener;
    const bound = await new Promise<ListenAddress>((opened, refused) => {
      this.#listeners.set(id, { ...listening, bound: undefined, opened, refused });
      // A thread that is about to begin again begins with it.
      if (this.#supervisor.worker !== undefined)
        this.#post({ kind: 'open', listener: startOf(id, { ...listening, bound: undefined }) });
    });
    return { id, bound };
  }

  /** Has the thread answer what it received, for at most `limitMs`, and close. */
  async close(id: number, limitMs: number): Promise<void> {
    if (!this.#listeners.delete(id)) return;
    if (this.#supervisor.worker === undefined) return;
    await new Promise<void>(resolve => {
      this.#closing.set(id, resolve);
      this.#post({ kind: 'close', id, limitMs });
    });
  }

  /** Ends the thread. */
  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  #spawn(number: number): Worker {
    const { spawn = spawnThread, linesPerSecond } = this.#options;
    const workerData: EventThreadStart = {
      generation: this.#generation,
      versions: this.#options.versions(),
      limits: this.#limits,
      secrets: this.#secrets,
      listeners: [...this.#listeners].map(([id, listener]) => startOf(id, listener)),
      linesPerSecond,
      number,
      tally: this.tally.memory,
      connections: this.#connections.buffer,
    };
    return spawn({ workerData, resourceLimits: LIMITS });
  }

  #post(message: EventMessage): void {
    this.#supervisor.worker?.postMessage(message);
  }

  #hear(report: EventReport): void {
    if (report.kind === 'log') this.#options.onLog(report);
    else if (report.kind === 'deferred') void this.#queries.take(report.query, report.exchange);
    else if (report.kind === 'cancelled') this.#queries.cancel(report.query);
    else if (report.kind === 'opened') this.#opened(report.id, report.bound);
    else if (report.kind === 'refused') this.#refused(report.id, report.code);
    else this.#closed(report.id);
  }

  #opened(id: number, bound: ListenAddress): void {
    const listener = this.#listeners.get(id);
    if (listener === undefined || listener.bound !== undefined) return;
    listener.bound = bound;
    listener.opened(bound);
  }

  #refused(id: number, code: string): void {
    const listener = this.#listeners.get(id);
    this.#listeners.delete(id);
    listener?.refused(Object.assign(new Error(`the thread cannot listen: ${code}`), { code }));
  }

  #closed(id: number): void {
    this.#closing.get(id)?.();
    this.#closing.delete(id);
  }

  /** The thread is gone, with its connections and sockets. */
  #gone(): void {
    this.#connections[0] = 0;
    this.#queries.clear();
    for (const id of this.#closing.keys()) this.#closed(id);
  }
}

/** What a thread needs to listen; where it listened before, at the same port. */
function startOf(
  id: number,
  { protocol, listen, listener, bound, descriptor }: Omit<Listener, 'opened' | 'refused'>,
): ThreadListener {
  return { id, protocol, listener, listen: bound ?? listen, wanted: listen, fd: descriptor() };
}
