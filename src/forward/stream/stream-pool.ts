// All streams to upstreams: TCP and TLS, kept open and shared by the queries to each (RFC 7766, RFC 7858).
import type { Cancel, Clock } from '../../time/clock.js';
import { loopWatch } from '../../time/loop-watch.js';
import { type Upstream, upstreamToText } from '../upstream.js';
import type { StreamSink, UpstreamStreams } from '../upstream-sockets.js';
import type { StreamSample } from './stream-counts.js';
import { AskedQuery, END } from './stream-query.js';
import { Trust } from './trust.js';
import { type StreamsHost, UpstreamConnections } from './upstream-connections.js';

/** Connections to all upstreams, and to each of them. */
export const MAX_CONNECTIONS = 256;
export const MAX_EACH = 4;
/** Queries under way, and their octets: each is kept until it is answered. */
const MAX_QUERIES = 10_000;
const MAX_OCTETS = 16 * 2 ** 20;
/** Upstreams that are remembered. */
const MAX_UPSTREAMS = 1024;

export class StreamPool implements UpstreamStreams, StreamsHost {
  readonly clock: Clock;
  readonly trust = new Trust();
  /** The most connections to all upstreams together. */
  maxConnections = MAX_CONNECTIONS;
  maxEach = MAX_EACH;
  readonly #byText = new Map<string, UpstreamConnections>();
  readonly #asked = new Set<AskedQuery>();
  #octets = 0;
  #isClosed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  isStreamOnly({ tls }: Upstream): boolean {
    return tls !== undefined;
  }

  /**
   * Asks over a connection that is open, or over a new one. One that dies without an answer hands its queries to another, each
   * once. There is no time limit here: whoever asks takes it back.
   */
  ask(upstream: Upstream, message: Uint8Array, questionEnd: number, sink: StreamSink): Cancel {
    const query = { upstream, message, questionEnd, sink };
    const asked = new AskedQuery(query, loopWatch(this.clock).now(), this.#forget);
    const isFull = this.#asked.size >= MAX_QUERIES || this.#octets + message.length > MAX_OCTETS;
    this.#asked.add(asked);
    this.#octets += message.length;
    if (this.#isClosed || isFull)
      asked.failSoon({ code: this.#isClosed ? END.CLOSED : END.BUSY, isLocal: true });
    else this.#to(upstream).ask(asked);
    return () => asked.cancel();
  }

  /** Of each upstream that is remembered. */
  samples(): StreamSample[] {
    return Array.from(this.#byText, ([upstream, { counts, size }]) => ({ upstream, ...counts, open: size }));
  }

  /** How many connections there are, also such that are being made. */
  get connections(): number {
    let count = 0;
    for (const { size } of this.#byText.values()) count += size;
    return count;
  }

  /** How many queries are under way. */
  get inFlight(): number {
    return this.#asked.size;
  }

  /** Octets of queries that wait in sockets for upstreams to read them. */
  get unread(): number {
    let octets = 0;
    for (const { unread } of this.#byText.values()) octets += unread;
    return octets;
  }

  mayOpen(): boolean {
    if (this.connections < this.maxConnections) return true;
    for (const connections of this.#byText.values()) if (connections.closeIdle()) return true;
    return false;
  }

  /** Closes all connections. What is under way gets no answer. */
  close(): void {
    this.#isClosed = true;
    for (const asked of [...this.#asked]) asked.cancel();
    for (const connections of this.#byText.values()) connections.close();
  }

  readonly #forget = (asked: AskedQuery): void => {
    if (this.#asked.delete(asked)) this.#octets -= asked.query.message.length;
  };

  #to(upstream: Upstream): UpstreamConnections {
    const text = upstreamToText(upstream);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    this.#makeRoom();
    const counts = { opened: 0, handshakes: 0, resumed: 0, failed: 0 };
    const connections = new UpstreamConnections(upstream, this, counts);
    this.#byText.set(text, connections);
    return connections;
  }

  /** Forgets the oldest that is not in use. */
  #makeRoom(): void {
    if (this.#byText.size < MAX_UPSTREAMS) return;
    for (const [text, { isIdle }] of this.#byText)
      if (isIdle) {
        this.#byText.delete(text);
        return;
      }
  }
}
