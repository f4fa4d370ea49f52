// All threads beside the main one that answer queries: those that read UDP, and the one of the streams.
import type { DeferredAnswers } from '../answer/deferred-exchange.js';
import type { Tally } from '../answer/tally.js';
import type { Log } from '../observe/log.js';
import { type LineWriter, MAX_LINES_PER_SECOND } from '../observe/query-log.js';
import type { Generation } from '../store/generation.js';
import { Journal, type JournalChange } from '../store/journal.js';
import { WorldVersions } from '../store/world-versions.js';
import { journalChange, type ZoneChange } from '../store/zone-change.js';
import { systemClock } from '../time/clock.js';
import type { WorldStep } from '../transfer/world-zones.js';
import type { QueryService } from '../transport/query-service.js';
import type { StreamLimits } from '../transport/stream-host.js';
import type { ListenerCertificate } from '../transport/tls/server-secrets.js';
import type { NewVersions } from './event-messages.js';
import { EventThread } from './event-thread-supervisor.js';
import { EventTransport } from './event-transport.js';
import type { ForwardSide } from './forward-side.js';
import type { TransportParts } from './listener-kinds.js';
import { type LogReport, threadGeneration } from './thread-generation.js';
import { threadStarts } from './thread-starts.js';
import { TlsSide } from './tls-side.js';
import { UdpSide } from './udp-side.js';

/** How often the threads are sent the secrets of cookies, if these have changed. */
const SECRETS_MS = 60_000;

const NO_STEP: WorldStep = { changes: [], worlds: [] };

/** Where lines go. */
export interface Logs {
  readonly log: Log;
  /** Those of the query log. */
  readonly lines: LineWriter;
}

export class Threads {
  readonly udp: UdpSide;
  readonly streams: EventThread;
  readonly secure: TlsSide;
  /** What the thread of the streams knows, or begins with. */
  readonly #worlds = new WorldVersions();
  /** The steps that threads were told of, for one that begins again. */
  readonly #journal = new Journal();
  #secretsTimer: NodeJS.Timeout | undefined;
  readonly #forwarding: ForwardSide;
  /** The secrets that the threads know. */
  #toldSecrets: readonly Uint8Array[] | undefined;

  /** @param answers for what the threads do not answer themselves */
  constructor(
    generation: Generation,
    answers: DeferredAnswers,
    forwarding: ForwardSide,
    { log, lines }: Logs,
  ) {
    this.#forwarding = forwarding;
    const options = {
      ...{ generation: threadGeneration(generation, forwarding.share), forwarding },
      limits: generation.config.tcp,
      versions: () => ({ steps: this.#journal.changes, worlds: this.#worlds.all }),
      answers,
      linesPerSecond: MAX_LINES_PER_SECOND,
      onLog: ({ level, fields, text }: LogReport) =>
        level === 'warn' ? log.warn(fields, text) : lines.info(fields, text),
      onFailure: (error: Error, pauseMs: number) => logFailure(log, error, pauseMs),
    };
    this.udp = new UdpSide(generation.config, options);
    this.streams = new EventThread(options);
    this.secure = new TlsSide(systemClock, secrets => {
      this.streams.secrets = secrets;
    });
  }

  /** Answer threads of the batch transport. */
  get size(): number {
    return this.udp.size;
  }

  /** Threads that failed and were started again. */
  get restarts(): number {
    return this.udp.restarts + this.streams.restarts;
  }

  get tallies(): readonly Tally[] {
    return [...this.udp.tallies, this.streams.tally];
  }

  /** What makes the transports of listen addresses. @param service for what is left to the main thread */
  factories(service: QueryService): TransportParts {
    const { streams, secure } = this;
    const { udp, tcp } = this.udp.factories(service);
    return {
      udp,
      streams: {
        set limits(limits: StreamLimits) {
          streams.limits = limits;
        },
        set certificates(certificates: readonly ListenerCertificate[]) {
          secure.certificates = certificates;
        },
        open: (protocol, listener) => new EventTransport(streams, protocol, { sockets: tcp, listener }),
      },
    };
  }

  /** Starts the threads. Resolves when they are ready. */
  async start(): Promise<void> {
    const starts = threadStarts();
    await Promise.all([this.udp.start(starts), starts.run(() => this.streams.start())]);
  }

  /**
   * Hands a generation over to the threads. Resolves when all answer by it, and hand out the versions of zones that it brings.
   * @param step what is not as in the generation before
   */
  async tell(generation: Generation, { changes, worlds }: WorldStep = NO_STEP): Promise<void> {
    const { cookies } = generation;
    const tell = async (versions?: NewVersions) => {
      this.#toldSecrets = cookies.secrets;
      const next = threadGeneration(generation, this.#forwarding.share);
      await Promise.all([this.udp.tell(next), this.streams.tell(next, versions)]);
    };
    const versions = { steps: stepsToTell(generation, changes), worlds };
    this.#take(versions);
    clearInterval(this.#secretsTimer);
    this.#secretsTimer = setInterval(() => {
      if (cookies.secrets !== this.#toldSecrets) void tell();
    }, SECRETS_MS).unref();
    await tell(versions);
  }

  /** Has other versions of zones handed out, of which nothing else is new. Resolves when they are. */
  async tellVersions({ changes, worlds }: WorldStep): Promise<void> {
    const versions = { steps: changes.map(journalChange), worlds };
    this.#take(versions);
    await this.streams.tellVersions(versions);
  }

  #take({ steps, worlds }: NewVersions): void {
    for (const step of steps) this.#journal.take(step);
    for (const world of worlds) this.#worlds.take(world);
  }

  /** Resolves with whether all take notice; one that hangs does not. */
  async areAlive(): Promise<boolean> {
    const answers = await Promise.all([this.udp.ping(), this.streams.ping()]);
    return answers.every(each => each);
  }

  /** Ends the threads. */
  async stop(): Promise<void> {
    clearInterval(this.#secretsTimer);
    this.secure.stop();
    await Promise.all([this.udp.stop(), this.streams.stop()]);
  }
}

/** The steps of zones that somebody gets as a whole. */
function stepsToTell({ config, zones }: Generation, changes: readonly ZoneChange[]): JournalChange[] {
  if (config.transfers.rules.length === 0 || changes.length === 0) return [];
  const steps = new Map(changes.map(change => [change.zone, journalChange(change)]));
  for (const { label, image } of zones) if (image.transfer === undefined) steps.delete(label);
  return [...steps.values()];
}

function logFailure(log: Log, error: Error, pauseMs: number): void {
  const fields = { reason: error.message, stack: error.stack, pauseMs };
  log.error(fields, `a thread that answers failed: ${error.message}; it begins again in ${pauseMs} ms`);
}
