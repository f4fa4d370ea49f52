// The forwarder as the main thread has it: the engine over sockets of its own, for queries whose answers are waited for.
import type { Chain } from '../answer/chain.js';
import type { AnswerEdits } from '../dns/answer-edits.js';
import { idOf } from '../dns/header.js';
import { type Clock, systemClock } from '../time/clock.js';
import { AnswerEditor } from './answer-editor.js';
import type { AnswerCache } from './cache/answer-cache.js';
import { type EngineCounts, ForwardEngine } from './engine.js';
import { withOwnOptions, withoutHopOptions } from './hop-options.js';
import type { ClientTransport } from './pending-query.js';
import { RebindAlarm, type TellRebound } from './rebind-alarm.js';
import { splice, targetQuery } from './splice.js';
import { StreamPool } from './stream/stream-pool.js';
import type { Route } from './upstream.js';
import { type UpstreamCounters, UpstreamHealths } from './upstream-health.js';
import { FORWARD_POLICY, type ForwardPolicy } from './upstream-order.js';
import type { OpenSockets } from './upstream-sockets.js';
import { UpstreamTable } from './upstream-table.js';

export type { Route } from './upstream.js';

const NO_OPTIONS = new Uint8Array(0);

/** The most different queries in flight, where this process can have so many sockets open. */
export const MAX_IN_FLIGHT = 10_000;

export interface ForwarderOptions {
  readonly clock?: Clock;
  /** The order in which upstreams are asked; that of the file when absent. */
  readonly policy?: ForwardPolicy;
  /** The time limit for all upstreams of a query; 5,000 when absent. */
  readonly totalMs?: number;
  /** How often an upstream that fails is asked in the background; each 3,000 when absent. */
  readonly probeMs?: number;
  /** The most different queries in flight; 10,000 when absent. */
  readonly maxInFlight?: number;
  /** The most clients that wait for one of them; 1,000 when absent. */
  readonly maxWaiters?: number;
  /** An upstream failed that was in order before (with the reason), or is in order again (without). */
  readonly onTurn?: (upstream: string, reason: string | undefined) => void;
  /** Answers of upstreams had private addresses, and were kept from clients. */
  readonly onRebind?: TellRebound;
  /** Where answers are kept; they are not when absent. */
  readonly cache?: AnswerCache;
  readonly openSockets: OpenSockets;
}

/** What other threads count. */
export interface CountsOfOthers extends Readonly<EngineCounts> {
  readonly inFlight: number;
}

/** `inFlight` is how many different queries are under way. */
export interface ForwardStats extends Readonly<EngineCounts> {
  readonly upstreams: readonly UpstreamCounters[];
  readonly inFlight: number;
}

export class Forwarder {
  readonly table = new UpstreamTable();
  /** Connections to upstreams. */
  readonly streams: StreamPool;
  /** Hears of answers with private addresses, whichever thread gets them. */
  readonly rebindAlarm: RebindAlarm;
  readonly #healths = new UpstreamHealths(this.table);
  /** What other threads count that forward beside this one. */
  others: (() => CountsOfOthers) | undefined;
  readonly #engine: ForwardEngine;
  readonly #onTurn: ForwarderOptions['onTurn'];
  #cache: AnswerCache | undefined;

  constructor(options: ForwarderOptions) {
    const { clock = systemClock, onTurn } = options;
    this.streams = new StreamPool(clock);
    this.rebindAlarm = new RebindAlarm(() => clock.now(), options.onRebind ?? (() => undefined));
    this.#engine = new ForwardEngine({
      ...{ clock, table: this.table, streams: this.streams, probeMs: options.probeMs },
      openSockets: options.openSockets,
      policy: options.policy ?? FORWARD_POLICY.ORDER,
      totalMs: options.totalMs,
      maxInFlight: options.maxInFlight ?? MAX_IN_FLIGHT,
      maxWaiters: options.maxWaiters,
    });
    this.cache = options.cache;
    this.#onTurn = onTurn;
    this.table.onTurn = () => this.look();
  }

  /** Tells which upstreams fail, or are in order again, since it was looked last, whichever thread has found that. */
  look(): void {
    if (this.#onTurn !== undefined) this.#healths.look(this.#onTurn);
  }

  /** Set anew by a reload; what is under way then is kept in the former one. */
  get cache(): AnswerCache | undefined {
    return this.#cache;
  }

  set cache(cache: AnswerCache | undefined) {
    this.#cache = cache;
    this.#engine.cache = cache;
  }

  /** The order in which upstreams are asked; set anew by a reload. */
  set policy(policy: ForwardPolicy) {
    this.#engine.policy = policy;
  }

  /** What is changed in answers; set anew by a reload. */
  set edits(edits: AnswerEdits | undefined) {
    this.#engine.editor = edits && new AnswerEditor(edits, this.rebindAlarm);
  }

  /** The most different queries in flight; set anew by a reload. */
  get maxInFlight(): number {
    return this.#engine.maxInFlight;
  }

  set maxInFlight(most: number) {
    this.#engine.maxInFlight = most;
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
    return new Promise(resolve => {
      const settle = (answer: Uint8Array) => resolve(new Uint8Array(answer));
      this.#engine.answer({ query, questionEnd, route, transport }, { id: idOf(query), maxSize, settle });
    });
  }

  /** Asks for an answer that is kept and popular before it expires, unless there is much to do. Nobody waits for it. */
  refresh(query: Uint8Array, questionEnd: number, route: Route): void {
    if (this.#engine.inFlight >= this.#engine.maxInFlight / 2) return;
    // Over TCP when need be: what is kept may be long.
    this.#engine.ask({ query, questionEnd, route, transport: 'tcp' });
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

  /** Forgets what is known of upstreams that are in none of the routes. */
  keepOnly(routes: readonly Route[]): void {
    this.table.keepOnly(routes, this.#engine.clock.now());
  }

  stats(): ForwardStats {
    const { inFlight, counts } = this.#engine;
    const sum = { inFlight, ...counts };
    const others = this.others?.();
    if (others !== undefined)
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += others[name];
    return { upstreams: this.#healths.counters(), ...sum };
  }

  /** Has the counters of these be shown, whichever thread asks them. */
  know(routes: readonly Route[]): void {
    for (const upstream of routes.flat()) this.table.rowOf(upstream);
  }

  /** Answers what is in flight with SERVFAIL and closes every socket. */
  async close(): Promise<void> {
    this.#engine.close();
    this.streams.close();
  }
}
