// The engine of forwarding: merges equal queries, keeps the limits, and gives all who wait for one their answer.

import { idOf } from '../dns/header.js';
import type { Clock } from '../time/clock.js';
import type { AnswerEditor } from './answer-editor.js';
import type { AskParts, Expiring } from './ask-parts.js';
import { Asking } from './asking.js';
import { Background } from './background.js';
import {
  CLOSING,
  type Failure,
  failureAnswer,
  INTERNAL,
  LOOP,
  noAnswerFrom,
  OVERFLOW,
  TOO_LONG,
} from './failure.js';
import { FailureMemory } from './failure-memory.js';
import { hand } from './hand-over.js';
import { Outbox } from './outbox.js';
import {
  type KeptAnswers,
  PendingQuery,
  type Question,
  type RouteOutcome,
  type Waiter,
} from './pending-query.js';
import { hashOf, PendingTable } from './pending-table.js';
import { receive } from './received.js';
import { TimerWheel } from './timer-wheel.js';
import { type Route, upstreamToText } from './upstream.js';
import type { ForwardPolicy, RoutePlan } from './upstream-order.js';
import type { OpenSockets, UpstreamStreams } from './upstream-sockets.js';
import type { UpstreamTable } from './upstream-table.js';

/** The longest query that is taken: 10,000 of them in flight stay within 100 MB. */
const MAX_QUERY = 4096;

const TOTAL_MS = 5000;
const MAX_WAITERS = 1000;

/** So many different queries under way are a crowd, and there are so many clients for each of the most that may be. */
const CROWD = 1000;
const CLIENTS_EACH = 4;

export interface EngineOptions {
  readonly clock: Clock;
  readonly table: UpstreamTable;
  readonly openSockets: OpenSockets;
  readonly streams: UpstreamStreams;
  readonly policy: ForwardPolicy;
  /** The time limit for all upstreams of a query; that after which clients give up when absent. */
  readonly totalMs?: number;
  /** How often an upstream that fails is asked in the background. */
  readonly probeMs?: number;
  /** The most different queries in flight. */
  readonly maxInFlight: number;
  /** The most clients that wait for one of them; 1,000 when absent. */
  readonly maxWaiters?: number;
}

export interface EngineCounts {
  merged: number;
  overflow: number;
  looped: number;
  unanswered: number;
  /** Queries that were answered with the failure of a query shortly before. */
  remembered: number;
}

/** One for each thread that forwards. It has no sockets of its own and makes no promises. */
export class ForwardEngine implements AskParts {
  readonly clock: Clock;
  readonly table: UpstreamTable;
  readonly wheel: TimerWheel<Expiring>;
  readonly outbox: Outbox;
  readonly streams: UpstreamStreams;
  readonly background: Background;
  readonly totalMs: number;
  readonly counts: EngineCounts = { merged: 0, overflow: 0, looped: 0, unanswered: 0, remembered: 0 };
  /** Set anew by a reload, as what follows. */
  policy: ForwardPolicy;
  /** Changes answers before they are kept; undefined when they stay as they are. */
  editor: AnswerEditor | undefined;
  /** Where answers are kept; what is under way is kept in the former one. */
  cache: KeptAnswers | undefined;
  maxInFlight: number;
  readonly #maxWaiters: number;
  readonly #pending = new PendingTable();
  readonly #failures = new FailureMemory();
  readonly #plans = new WeakMap<Route, RoutePlan>();
  #lastPlan: RoutePlan | undefined;
  /** Clients that wait. */
  #clients = 0;
  #isClosed = false;

  constructor(options: EngineOptions) {
    this.clock = options.clock;
    this.table = options.table;
    this.wheel = new TimerWheel(options.clock, (entry, nowMs) => entry.expire(nowMs));
    this.outbox = new Outbox(options.table, options.openSockets);
    this.streams = options.streams;
    this.background = new Background(this, options.probeMs);
    this.totalMs = options.totalMs ?? TOTAL_MS;
    this.policy = options.policy;
    this.maxInFlight = options.maxInFlight;
    this.#maxWaiters = options.maxWaiters ?? MAX_WAITERS;
  }

  /** Different queries under way. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /** Whether nobody waits, and nothing is asked in the background. */
  get isIdle(): boolean {
    return this.#pending.size === 0 && this.wheel.isEmpty;
  }

  get isCrowded(): boolean {
    return this.#pending.size >= CROWD;
  }

  /**
   * Gives a client what is kept; what is not, or is over its time, is asked for. See {@link ask}.
   * @param waiter is settled once, perhaps before this returns
   */
  answer(question: Question, waiter: Waiter): void {
    const kept = this.cache?.lookUp(question.query, question.route);
    if (kept === undefined || (kept.isStale && !kept.isHeld)) {
      this.ask(question, waiter, kept?.answer);
      return;
    }
    if (kept.isHeld) this.cache?.countStale(1);
    hand(question, waiter, kept.answer);
  }

  /**
   * Takes a query to the upstreams of its route.
   * @param question its query is copied
   * @param waiter is settled once, perhaps before this returns; without one the answer is only kept
   * @param stale an answer of former times, for the time in which upstreams give none (RFC 8767)
   */
  ask(question: Question, waiter?: Waiter, stale?: Uint8Array): void {
    const refusal = this.#isClosed ? CLOSING : question.query.length > MAX_QUERY ? TOO_LONG : undefined;
    if (refusal === undefined) this.#take(question, waiter, stale);
    else this.#refuse(question, waiter, refusal);
  }

  #take(question: Question, waiter: Waiter | undefined, stale: Uint8Array | undefined): void {
    const plan = this.#planOf(question.route);
    const hash = hashOf(question.query);
    const known = this.#pending.find(hash, question, plan);
    const failed = known === undefined ? this.#failureOf(question, plan) : undefined;
    if (failed !== undefined) {
      this.counts.remembered++;
      if (waiter === undefined) return;
      if (stale !== undefined) this.cache?.countStale(1);
      hand(question, waiter, new Uint8Array(stale ?? failed));
      return;
    }
    const obstacle = this.#obstacle(known, idOf(question.query));
    if (obstacle !== undefined) this.#refuse(question, waiter, obstacle);
    else if (known === undefined) {
      const pending = new PendingQuery(question, plan, hash, this.cache);
      pending.stale = stale;
      this.#begin(pending, waiter);
    } else if (waiter !== undefined) this.#join(known, waiter, stale);
  }

  /** What the last ones who asked this were answered, if all upstreams failed. */
  #failureOf(question: Question, plan: RoutePlan): Uint8Array | undefined {
    const failures = this.#failures;
    return failures.size === 0 ? undefined : failures.find(textOf(question, plan), this.clock.now());
  }

  /** Answers what is in flight with SERVFAIL, and closes all sockets. */
  close(): void {
    this.#isClosed = true;
    for (const { asker } of this.#pending.all()) asker?.stop({ kind: 'stopped' });
    this.background.close();
    this.outbox.close();
  }

  early(pending: PendingQuery): void {
    const { stale } = pending;
    pending.stale = undefined;
    pending.isLate = true;
    if (stale === undefined) return;
    pending.cache?.hold(pending.query, pending.plan.route);
    pending.cache?.countStale(pending.waiters.length);
    this.#handAll(pending, new Uint8Array(stale));
  }

  done(pending: PendingQuery, outcome: RouteOutcome): void {
    const { query, questionEnd, plan, cache, waiters } = pending;
    this.#pending.delete(pending);
    if (outcome.kind === 'answer') receive(outcome.message, query, questionEnd, cache?.ttlBounds);
    if (outcome.kind === 'answer' && !outcome.isFailure) {
      if (this.#failures.size > 0) this.#failures.forget(textOf(pending, plan));
      const waitedMs = this.clock.now() - pending.beganMs;
      const answer = this.editor?.edit(outcome.message, questionEnd) ?? outcome.message;
      cache?.store(query, plan.route, answer, { waitedMs, clients: waiters.length });
      this.#handAll(pending, answer);
      return;
    }
    if (outcome.kind !== 'answer') this.counts.unanswered++;
    const answer =
      outcome.kind === 'answer' ? outcome.message : failureAnswer(query, questionEnd, failureOf(outcome));
    if (outcome.kind === 'answer' || (outcome.kind === 'none' && !outcome.isLocal))
      this.#failures.remember(textOf(pending, plan), answer, this.clock.now());
    if (pending.stale === undefined) this.#handAll(pending, answer);
    else this.early(pending);
  }

  #begin(pending: PendingQuery, waiter: Waiter | undefined): void {
    pending.beganMs = this.clock.now();
    if (waiter !== undefined) this.#add(pending, waiter);
    const asking = new Asking(pending, this);
    pending.asker = asking;
    this.#pending.add(pending);
    asking.begin();
  }

  #join(pending: PendingQuery, waiter: Waiter, stale: Uint8Array | undefined): void {
    this.counts.merged++;
    if (pending.isLate && stale !== undefined) {
      pending.cache?.countStale(1);
      hand(pending, waiter, new Uint8Array(stale));
      return;
    }
    const isAgain = pending.waiters.some(({ id }) => id === waiter.id);
    this.#add(pending, waiter);
    if (isAgain) pending.asker?.askedAgain();
  }

  #add(pending: PendingQuery, waiter: Waiter): void {
    pending.addWaiter(waiter);
    this.#clients++;
  }

  /** Who waits gets an answer, and nobody waits any more. */
  #handAll(pending: PendingQuery, answer: Uint8Array): void {
    const waiters = pending.takeWaiters();
    this.#clients -= waiters.length;
    for (const waiter of waiters) hand(pending, waiter, answer);
  }

  #refuse({ query, questionEnd }: Question, waiter: Waiter | undefined, failure: Failure): void {
    waiter?.settle(failureAnswer(query, questionEnd, failure));
  }

  /** What forbids to take this query in, with its count. */
  #obstacle(known: PendingQuery | undefined, id: number): Failure | undefined {
    // Our own query came back: an upstream is, or leads to, this server. Failing it here ends the circle at once
    // and lets the query under way go on to its next upstream. One that comes back under another id merges
    // with the query under way, which adds no traffic and ends with its time limit.
    if (known?.wasSentAs(id)) {
      this.counts.looped++;
      return LOOP;
    }
    const isFull =
      known === undefined
        ? this.#pending.size >= this.maxInFlight
        : known.waiters.length >= this.#maxWaiters || this.#clients >= CLIENTS_EACH * this.maxInFlight;
    if (!isFull) return undefined;
    this.counts.overflow++;
    return OVERFLOW;
  }

  #planOf(route: Route): RoutePlan {
    if (this.#lastPlan?.route === route) return this.#lastPlan;
    const known = this.#plans.get(route);
    if (known !== undefined) {
      this.#lastPlan = known;
      return known;
    }
    const rows = route.map(upstream => this.table.rowOf(upstream));
    const plan: RoutePlan = { route, rows, key: route.map(upstreamToText).join() };
    this.#plans.set(route, plan);
    return plan;
  }
}

/** Equal for queries with the same octets but for the id, from the same kind of client, with the same route. */
function textOf({ query, transport }: Pick<Question, 'query' | 'transport'>, { key }: RoutePlan): string {
  const octets = Buffer.from(query.buffer, query.byteOffset + 2, query.length - 2).toString('latin1');
  return `${transport} ${key} ${octets}`;
}

function failureOf(outcome: Exclude<RouteOutcome, { kind: 'answer' }>): Failure {
  if (outcome.kind === 'none') return noAnswerFrom(outcome.failures);
  return outcome.kind === 'stopped' ? CLOSING : INTERNAL;
}
