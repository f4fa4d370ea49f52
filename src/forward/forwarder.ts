// The forwarder: merges equal queries, keeps the limits, and gives every client an answer under its own id.

import type { Chain } from '../answer/respond.js';
import { headerRcode, idOf } from '../dns/header.js';
import { type Clock, systemClock } from '../time/clock.js';
import type { AnswerCache } from './cache/answer-cache.js';
import {
  CLOSING,
  type Failure,
  failureAnswer,
  INTERNAL,
  LOOP,
  noAnswerFrom,
  OVERFLOW,
  TOO_LONG,
  truncatedAnswer,
} from './failure.js';
import { withOwnOptions, withoutHopOptions } from './hop-options.js';
import { type ClientTransport, PendingQuery, type Waiter } from './pending-query.js';
import { withId } from './reply.js';
import { splice, targetQuery } from './splice.js';
import { StreamPool } from './stream/stream-pool.js';
import { type RouteOutcome, type RouteRules, tryUpstreams } from './try-upstreams.js';
import { type Route, type Upstream, upstreamToText } from './upstream.js';
import { type UpstreamCounters, UpstreamHealths } from './upstream-health.js';

export type { Route } from './upstream.js';

const FAULT: RouteOutcome = { kind: 'fault' };
const NO_OPTIONS = new Uint8Array(0);

/** The most different queries in flight, where this process can have so many sockets open. */
export const MAX_IN_FLIGHT = 10_000;

/** The longest query that is taken: 10,000 of them in flight stay within 100 MB. */
const MAX_QUERY = 4096;

export interface ForwarderOptions {
  readonly clock?: Clock;
  /** The time limit for one upstream; 2,000 when absent. */
  readonly timeoutMs?: number;
  /** The time limit for all upstreams of a query; 5,000 when absent. */
  readonly totalMs?: number;
  /** How long an upstream that failed is tried last; 3,000 when absent. */
  readonly penaltyMs?: number;
  /** The most different queries in flight; 10,000 when absent. */
  readonly maxInFlight?: number;
  /** The most clients that wait for one of them; 1,000 when absent. */
  readonly maxWaiters?: number;
  /** An upstream failed that was in order before (with the reason), or is in order again (without). */
  readonly onTurn?: (upstream: Upstream, reason: string | undefined) => void;
  /** Where answers are kept; they are not when absent. */
  readonly cache?: AnswerCache;
}

export interface ForwardStats {
  readonly upstreams: readonly UpstreamCounters[];
  /** Different queries under way. */
  readonly inFlight: number;
  /** Queries that joined an equal one under way. */
  readonly merged: number;
  /** Queries refused for one of the limits. */
  readonly overflow: number;
  /** Queries of this server that came back to it. */
  readonly looped: number;
  /** Answers made here because no upstream gave one. */
  readonly unanswered: number;
}

export class Forwarder {
  /** Set anew by a reload; what is under way then is kept in the former one. */
  cache: AnswerCache | undefined;
  /** The most different queries in flight, of which each has a socket; set anew by a reload. */
  maxInFlight: number;
  /** Connections to upstreams. */
  readonly streams: StreamPool;
  readonly #rules: RouteRules;
  readonly #maxWaiters: number;
  readonly #healths = new UpstreamHealths();
  readonly #pending = new Map<string, PendingQuery>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #counts = { merged: 0, overflow: 0, looped: 0, unanswered: 0 };
  #closed = false;

  constructor(options: ForwarderOptions = {}) {
    const { clock = systemClock, timeoutMs = 2000, totalMs = 5000, penaltyMs = 3000, onTurn } = options;
    this.streams = new StreamPool(clock);
    this.#rules = { clock, streams: this.streams, timeoutMs, totalMs, penaltyMs, onTurn };
    this.maxInFlight = options.maxInFlight ?? MAX_IN_FLIGHT;
    this.#maxWaiters = options.maxWaiters ?? 1000;
    this.cache = options.cache;
  }

  /**
   * Gets the answer to a query from the route: the upstream's, unchanged but for the id, or one of our own
   * that says why there is none. Never rejects.
   * @param query a well-formed query with one question, as received; it is copied
   * @param questionEnd the offset just past the question
   * @param maxSize the largest answer in octets that the client takes
   * @param options EDNS options of this server for its client, in wire form
   */
  async forward(
    query: Uint8Array,
    questionEnd: number,
    route: Route,
    transport: ClientTransport,
    maxSize: number,
    options: Uint8Array = NO_OPTIONS,
  ): Promise<Uint8Array> {
    const onwards = withoutHopOptions(query, questionEnd);
    const answer = await this.#ask(onwards, questionEnd, route, transport, maxSize - options.length);
    return withOwnOptions(answer, questionEnd, options, maxSize);
  }

  #ask(
    query: Uint8Array,
    questionEnd: number,
    route: Route,
    transport: ClientTransport,
    maxSize: number,
  ): Promise<Uint8Array> {
    const refusal = this.#closed ? CLOSING : query.length > MAX_QUERY ? TOO_LONG : undefined;
    if (refusal !== undefined) return Promise.resolve(failureAnswer(query, questionEnd, refusal));
    const kept = this.cache?.lookUp(query, route);
    if (kept !== undefined) return Promise.resolve(fitted(query, questionEnd, transport, kept, maxSize));
    const id = idOf(query);
    const key = keyOf(query, route, transport);
    const known = this.#pending.get(key);
    const obstacle = this.#obstacle(known, id);
    if (obstacle !== undefined) return Promise.resolve(failureAnswer(query, questionEnd, obstacle));
    return new Promise(settle => {
      const waiter: Waiter = { id, maxSize, settle };
      if (known !== undefined) {
        this.#counts.merged++;
        known.waiters.push(waiter);
        return;
      }
      const pending = new PendingQuery(new Uint8Array(query), questionEnd, route, transport, this.cache);
      pending.waiters.push(waiter);
      this.#pending.set(key, pending);
      const asked = this.#take(pending, key).finally(() => this.#underWay.delete(asked));
      this.#underWay.add(asked);
    });
  }

  /**
   * Gets the rest of an answer whose chain of aliases leads out of the zones. Never rejects.
   * @param chain what was found here, and the name to go on with; for the rest see {@link forward}
   */
  async complete(
    query: Uint8Array,
    questionEnd: number,
    chain: Chain,
    route: Route,
    transport: ClientTransport,
    maxSize: number,
    options: Uint8Array = NO_OPTIONS,
  ): Promise<Uint8Array> {
    const about = targetQuery(query, questionEnd, chain.target);
    const room = maxSize - options.length;
    const tail = await this.forward(about.query, about.questionEnd, route, transport, room);
    const answer = splice(query, questionEnd, chain.message, tail, about.questionEnd, room);
    return withOwnOptions(answer, questionEnd, options, maxSize);
  }

  stats(): ForwardStats {
    return { upstreams: this.#healths.counters(), inFlight: this.#pending.size, ...this.#counts };
  }

  /** Answers what is in flight with SERVFAIL and closes every socket. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const pending of this.#pending.values()) pending.cancellation.cancel();
    await Promise.all(this.#underWay);
    this.streams.close();
  }

  /** What forbids to take this query in, with its count. */
  #obstacle(known: PendingQuery | undefined, id: number): Failure | undefined {
    // Our own query came back: an upstream is, or leads to, this server. Failing it here ends the circle at once
    // and lets the query under way go on to its next upstream. One that comes back under another id merges
    // with the query under way, which adds no traffic and ends with its time limit.
    if (known?.wasSentAs(id)) {
      this.#counts.looped++;
      return LOOP;
    }
    const full =
      known === undefined ? this.#pending.size >= this.maxInFlight : known.waiters.length >= this.#maxWaiters;
    if (!full) return undefined;
    this.#counts.overflow++;
    return OVERFLOW;
  }

  async #take(pending: PendingQuery, key: string): Promise<void> {
    // The one place that catches a programming error: the clients get SERVFAIL, nobody waits for ever.
    const outcome = await this.#tryUpstreams(pending).catch(() => FAULT);
    this.#pending.delete(key);
    if (outcome.kind !== 'answer') this.#counts.unanswered++;
    const answer = answerOf(pending, outcome);
    const { query, questionEnd, transport } = pending;
    for (const { id, maxSize, settle } of pending.waiters)
      settle(withId(fitted(query, questionEnd, transport, answer, maxSize), id));
  }

  async #tryUpstreams(pending: PendingQuery): Promise<RouteOutcome> {
    const outcome = await tryUpstreams(pending, this.#healths, this.#rules);
    if (outcome.kind === 'answer') pending.cache?.store(pending.query, pending.route, outcome.message);
    return outcome;
  }
}

/** Equal for queries with the same octets but for the id, from the same kind of client, with the same route. */
function keyOf(query: Uint8Array, route: Route, transport: ClientTransport): string {
  const octets = Buffer.from(query.buffer, query.byteOffset + 2, query.length - 2).toString('latin1');
  return `${transport} ${route.map(upstreamToText).join()} ${octets}`;
}

function failureOf(outcome: Exclude<RouteOutcome, { kind: 'answer' }>): Failure {
  if (outcome.kind === 'none') return noAnswerFrom(outcome.failures);
  return outcome.kind === 'stopped' ? CLOSING : INTERNAL;
}

function answerOf(pending: PendingQuery, outcome: RouteOutcome): Uint8Array {
  if (outcome.kind === 'answer') return outcome.message;
  return failureAnswer(pending.query, pending.questionEnd, failureOf(outcome));
}

/** The answer, or a bare TC answer when it is over the size that a client over UDP takes. */
function fitted(
  query: Uint8Array,
  questionEnd: number,
  transport: ClientTransport,
  answer: Uint8Array,
  maxSize: number,
): Uint8Array {
  if (transport === 'tcp' || answer.length <= maxSize) return answer;
  return truncatedAnswer(query, questionEnd, headerRcode(answer));
}
