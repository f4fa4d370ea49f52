// The connections to one upstream: which of them takes a query, when one more is opened, and what becomes of one that dies.
import type { Cancel, Clock } from '../../time/clock.js';
import { isNoWay } from '../failure-reason.js';
import type { Upstream } from '../upstream.js';
import { Connection, type ConnectionHost, failureOf } from './connection.js';
import type { TlsSession } from './dial.js';
import { HandshakePace } from './handshake-pace.js';
import { QueryLimit } from './query-limit.js';
import type { StreamCounts } from './stream-counts.js';
import { type AskedQuery, END, type QueryHolder, type StreamFailure } from './stream-query.js';
import type { Trust } from './trust.js';

/** With so many queries on each, a further connection is opened. */
const PLENTY = 32;
/** After a connection that could not be had the next is tried so much later, doubled each time. */
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2000;
/** How long it is remembered that an upstream takes fewer connections. */
const HABIT_MS = 60_000;

/** What all upstreams share. */
export interface StreamsHost {
  readonly clock: Clock;
  readonly trust: Trust;
  /** The most connections to one upstream. */
  readonly maxEach: number;
  /** Whether there may be one more connection; it may close another that idles. */
  mayOpen(): boolean;
}

export class UpstreamConnections implements ConnectionHost, QueryHolder {
  readonly counts: StreamCounts;
  readonly upstream: Upstream;
  session: TlsSession | undefined;
  readonly #host: StreamsHost;
  readonly #connections = new Set<Connection>();
  /** For a connection that is free. */
  readonly #waiting = new Set<AskedQuery>();
  #failures = 0;
  #retryMs = 0;
  #failure: StreamFailure = { code: END.CLOSED, isLocal: false };
  readonly #limit = new QueryLimit();
  /** Until then there are no more connections than it has let us have. */
  #fewUntilMs = 0;
  #few = 1;
  readonly #pace = new HandshakePace();
  /** Set while queries wait for the next handshake. */
  #cancelPause: Cancel | undefined;

  constructor(upstream: Upstream, host: StreamsHost, counts: StreamCounts) {
    this.upstream = upstream;
    this.#host = host;
    this.counts = counts;
  }

  get clock(): Clock {
    return this.#host.clock;
  }

  get trust(): Trust {
    return this.#host.trust;
  }

  /** How many connections there are, also such that are being made. */
  get size(): number {
    return this.#connections.size;
  }

  /** Octets that it has not read yet. */
  get unread(): number {
    let octets = 0;
    for (const { unread } of this.#connections) octets += unread;
    return octets;
  }

  /** Whether nothing is lost when it is forgotten. */
  get isIdle(): boolean {
    return this.size === 0 && this.#waiting.size === 0;
  }

  /** Has the query sent. It settles later. */
  ask(asked: AskedQuery): void {
    const connection = this.#choose();
    if (connection instanceof Connection) connection.take(asked);
    else if (connection !== undefined) asked.failSoon(connection);
    else {
      asked.holder = this;
      this.#waiting.add(asked);
    }
  }

  drop(asked: AskedQuery): void {
    this.#waiting.delete(asked);
  }

  /** Closes a connection that idles. @returns whether there was one */
  closeIdle(): boolean {
    for (const connection of this.#connections)
      if (connection.load === 0) {
        connection.destroy();
        return true;
      }
    return false;
  }

  close(): void {
    this.#cancelPause?.();
    for (const connection of [...this.#connections]) connection.destroy();
  }

  opened(isResumed: boolean | undefined): void {
    this.counts.opened++;
    if (isResumed !== undefined) this.counts.handshakes++;
    if (isResumed === true) this.counts.resumed++;
  }

  onSession(session: TlsSession): void {
    this.session = session;
  }

  eased(connection: Connection): void {
    if (connection.answered > 0) this.#failures = 0;
    if (connection.taken >= this.#limit.at(this.clock.now())) connection.retire();
    this.#serveWaiting();
  }

  ended(connection: Connection, failure: StreamFailure, left: readonly AskedQuery[]): void {
    this.#connections.delete(connection);
    if (connection.isOpen) this.#moveOn(connection, failure, left);
    else this.#notOpened(failure, left);
    this.#serveWaiting();
  }

  #moveOn({ answered }: Connection, failure: StreamFailure, left: readonly AskedQuery[]): void {
    if (left.length > 0) this.#limit.learn(answered, failure.code, this.clock.now());
    const isBarren = answered === 0 && left.length > 0;
    const isLoss = isBarren && !this.#keepToOthers() && !this.#isCrowd(failure, left);
    let isHopeless = false;
    // They were asked before those that wait.
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const asked of left) {
      if (isLoss) asked.losses++;
      if (asked.losses <= 1) this.ask(asked);
      else {
        isHopeless = true;
        asked.fail(failure);
      }
    }
    for (const asked of waiting) this.#waiting.add(asked);
    if (isHopeless) this.#backOff(failure);
  }

  /** Whether fewer queries on a connection may be answered, which is tried from now on. */
  #isCrowd({ code }: StreamFailure, left: readonly AskedQuery[]): boolean {
    if (left.length <= 1 || code === END.GARBAGE || code === END.LOST) return false;
    this.#limit.learnCrowd(this.clock.now());
    return true;
  }

  /** It lets us have no more connections than are open. @returns whether there are any */
  #keepToOthers(): boolean {
    const others = [...this.#connections].filter(({ isOpen, isUsable }) => isOpen && isUsable).length;
    if (others === 0) return false;
    this.#few = others;
    this.#fewUntilMs = this.clock.now() + HABIT_MS;
    return true;
  }

  #backOff(failure: StreamFailure): void {
    this.#retryMs = this.clock.now() + Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failures);
    this.#failures++;
    this.#failure = failure;
  }

  #notOpened(failure: StreamFailure, left: readonly AskedQuery[]): void {
    this.session = undefined;
    this.counts.failed++;
    const hasOthers = this.#keepToOthers();
    if (!hasOthers && !failure.isLocal && !isNoWay(failure.code)) this.#backOff(failure);
    for (const asked of left)
      if (hasOthers) this.ask(asked);
      else asked.fail(failure);
  }

  /** Where the next query goes: a connection, nowhere for that reason, or undefined when it has to wait. */
  #choose(): Connection | StreamFailure | undefined {
    const limit = this.#limit.at(this.clock.now());
    let best: Connection | undefined;
    for (const connection of this.#connections) {
      if (!connection.isUsable || connection.taken >= limit) continue;
      if (best === undefined || isBetter(connection, best)) best = connection;
    }
    const isFull = best === undefined || best.isStuck || best.load >= PLENTY;
    if (isFull && this.size < this.#most) {
      const fresh = this.#open();
      if (fresh instanceof Connection || best === undefined) return fresh;
    }
    return best;
  }

  get #most(): number {
    const most = this.#host.maxEach;
    return this.clock.now() < this.#fewUntilMs ? Math.min(this.#few, most) : most;
  }

  /** @returns undefined when it is too early for another handshake */
  #open(): Connection | StreamFailure | undefined {
    const nowMs = this.clock.now();
    if (nowMs < this.#retryMs) return this.#failure;
    if (!this.#host.mayOpen()) return { code: END.FULL, isLocal: true };
    if (this.upstream.tls !== undefined && !this.#pace.take(nowMs)) {
      this.#cancelPause ??= this.clock.after(this.#pace.pauseMs, () => this.#endPause());
      return undefined;
    }
    try {
      const connection = new Connection(this);
      this.#connections.add(connection);
      return connection;
    } catch (error) {
      return failureOf(error);
    }
  }

  #endPause(): void {
    this.#cancelPause = undefined;
    this.#serveWaiting();
  }

  #serveWaiting(): void {
    for (const asked of this.#waiting) {
      const connection = this.#choose();
      if (connection === undefined) return;
      this.#waiting.delete(asked);
      asked.holder = undefined;
      if (connection instanceof Connection) connection.take(asked);
      else asked.fail(connection);
    }
  }
}

function isBetter(one: Connection, other: Connection): boolean {
  if (one.isStuck !== other.isStuck) return other.isStuck;
  return one.load < other.load;
}
