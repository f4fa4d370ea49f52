// Forwarding in an answer thread: the engine over sockets of this thread, and the way back to its clients.
import { DROP } from '../answer/exchange.js';
import type { QueryHandler } from '../answer/handler.js';
import type { AnswerEdits } from '../dns/answer-edits.js';
import { AnswerEditor } from '../forward/answer-editor.js';
import { AnswerCache } from '../forward/cache/answer-cache.js';
import { ForwardEngine } from '../forward/engine.js';
import { CLOSING, failureAnswer } from '../forward/failure.js';
import { withoutHopOptions } from '../forward/hop-options.js';
import { RebindAlarm } from '../forward/rebind-alarm.js';
import type { Route } from '../forward/upstream.js';
import { FORWARD_POLICY, type ForwardPolicy } from '../forward/upstream-order.js';
import type { UpstreamSink } from '../forward/upstream-sockets.js';
import { UpstreamTable } from '../forward/upstream-table.js';
import { LoopClock } from '../transport/batch/loop-clock.js';
import type { Packets } from '../transport/batch/packets.js';
import { Readiness } from '../transport/batch/readiness.js';
import { ReturnBatch } from '../transport/batch/return-batch.js';
import { ReturnPath } from '../transport/batch/return-path.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import type { System } from '../transport/batch/system.js';
import { BatchUpstreamSockets } from '../transport/batch/upstream-sockets.js';
import { ClientWaiter, type WaiterHost } from './client-waiter.js';
import {
  FORWARD_COUNT,
  type ForwardReport,
  type ForwardShare,
  type ForwardStart,
  type StreamEnd,
} from './thread-forward.js';
import { ThreadStreams } from './thread-streams.js';

/** What a thread forwards by, from one generation to the next. */
export interface ForwardRules {
  readonly routes: readonly Route[];
  readonly share: ForwardShare;
  /** The order in which they are asked, and what is changed of their answers. */
  readonly upstreams: { readonly policy?: ForwardPolicy; readonly edits?: AnswerEdits };
  /** The table of kept answers, if any are kept. */
  readonly cache: SharedArrayBuffer | undefined;
}

export interface ForwardThread {
  readonly system: System;
  readonly handler: QueryHandler;
  readonly start: ForwardStart;
  report(report: ForwardReport): void;
}

export class ThreadForwarding implements WaiterHost {
  readonly handler: QueryHandler;
  readonly streams: ThreadStreams;
  readonly #clock = new LoopClock();
  readonly #readiness: Readiness;
  readonly #engine: ForwardEngine;
  readonly #table: UpstreamTable;
  readonly #returns: ReturnBatch;
  readonly #counts: Float64Array;
  readonly #rebindAlarm: RebindAlarm;
  #sockets!: BatchUpstreamSockets;
  #cache: AnswerCache | undefined;
  /** Undefined where the main thread forwards. */
  #routes: readonly (Route | undefined)[] = [];
  #listening: readonly BatchSocket[] = [];
  /** Who waits, by place. */
  readonly #waiters: (ClientWaiter | undefined)[] = [];

  constructor({ system, handler, start, report }: ForwardThread, rules: ForwardRules) {
    this.handler = handler;
    this.#counts = new Float64Array(start.counts);
    this.#returns = new ReturnBatch({ system, path: new ReturnPath(system), tally: handler.tally });
    this.#readiness = new Readiness(system);
    this.streams = new ThreadStreams(report);
    const table = new UpstreamTable(start.table, start.writer);
    this.#table = table;
    table.onTurn = () => report({ kind: 'turn' });
    const nowMs = () => this.#clock.now();
    this.#rebindAlarm = new RebindAlarm(nowMs, (name, count) => report({ kind: 'rebind', name, count }));
    const { sockets: most, inFlight: maxInFlight } = rules.share;
    const openSockets = (sink: UpstreamSink) => {
      this.#sockets = new BatchUpstreamSockets({ system, readiness: this.#readiness, sink, nowMs, most });
      return this.#sockets;
    };
    this.#engine = new ForwardEngine({
      ...{ clock: this.#clock, table, openSockets, streams: this.streams, maxInFlight },
      policy: FORWARD_POLICY.ORDER,
    });
    this.follow(rules);
  }

  /** Forwards by these from the next query on. */
  follow({ routes, share, cache, upstreams }: ForwardRules): void {
    this.#routes = routes.map(route => (route.some(({ tls }) => tls !== undefined) ? undefined : route));
    this.#engine.maxInFlight = share.inFlight;
    if (cache !== this.#cache?.memory) this.#cache = cache === undefined ? undefined : new AnswerCache(cache);
    this.#engine.cache = this.#cache;
    this.#engine.policy = upstreams.policy ?? FORWARD_POLICY.ORDER;
    this.#engine.editor = upstreams.edits && new AnswerEditor(upstreams.edits, this.#rebindAlarm);
    this.#table.keepOnly(routes);
    this.#sockets.most = share.sockets;
  }

  /** Waits at these from now on, too. */
  listen(sockets: readonly BatchSocket[]): void {
    for (const { fd } of this.#listening) this.#readiness.remove(fd);
    this.#listening = sockets;
    for (const [index, { fd }] of sockets.entries()) this.#readiness.add(fd, -1 - index);
  }

  /** Whether nothing is under way, so that queries of clients are all there is to wait for. */
  get isIdle(): boolean {
    return this.#engine.isIdle && this.#returns.isEmpty;
  }

  /** Whether {@link finish} has something to do. */
  get isUnfinished(): boolean {
    return !this.isIdle || !this.#clock.isEmpty;
  }

  /** Queries have come in. */
  begin(): void {
    this.#clock.pass();
  }

  /** Takes the query of the exchange, number `index` of a batch, to be forwarded. @returns false when it is for the main thread */
  take(socket: BatchSocket, packets: Packets, index: number): boolean {
    const { exchange, tally } = this.handler;
    const route = this.#routes[exchange.route];
    if (exchange.chainLength > 0 || route === undefined) return false;
    const place = this.#returns.keep(packets, index);
    if (place < 0) {
      tally.dropped(DROP.OVERLOADED);
      return true;
    }
    const waiter = new ClientWaiter(this, socket, place);
    this.#waiters[place] = waiter;
    const { questionEnd } = waiter;
    const query = withoutHopOptions(waiter.query, questionEnd);
    this.#engine.answer({ query, questionEnd, route, transport: 'udp' }, waiter);
    return true;
  }

  /** Waits for queries and replies, at most `mostMs`, and reads the replies. Calls `turn` for each socket with queries. */
  wait(mostMs: number, turn: (socket: BatchSocket) => void): void {
    const count = this.#readiness.wait(this.#clock.waitMs(mostMs));
    this.#clock.pass();
    for (let index = 0; index < count; index++) {
      const number = this.#readiness.numberOf(index);
      if (number >= 0) this.#sockets.receive(number);
      else turn(this.#listening[-1 - number]);
    }
  }

  /** Does what is due, and sends what has gathered. To be called after each look at the sockets. */
  finish(): void {
    this.#clock.run();
    this.#sockets.flush();
    while (this.#sockets.tell()) this.#sockets.flush();
    const { merged, overflow, looped, unanswered, remembered } = this.#engine.counts;
    const counts = this.#counts;
    counts[FORWARD_COUNT.IN_FLIGHT] = this.#engine.inFlight;
    counts[FORWARD_COUNT.MERGED] = merged;
    counts[FORWARD_COUNT.OVERFLOW] = overflow;
    counts[FORWARD_COUNT.LOOPED] = looped;
    counts[FORWARD_COUNT.UNANSWERED] = unanswered;
    counts[FORWARD_COUNT.REMEMBERED] = remembered;
    counts[FORWARD_COUNT.SOCKETS] = this.#sockets.open;
    // Who has an answer finds it counted.
    this.#returns.flush();
  }

  /** Closes sockets that are old: to be called now and then. */
  sweep(): void {
    this.#sockets.sweep();
    this.#counts[FORWARD_COUNT.SOCKETS] = this.#sockets.open;
  }

  /** The main thread has the reply to a query over a stream, or none. */
  streamEnded(end: StreamEnd): void {
    this.streams.end(end);
  }

  /** Whether clients of a socket wait. */
  isAwaitedAt(fd: number): boolean {
    return this.#waiters.some(waiter => waiter?.socket.fd === fd);
  }

  /** Nobody at this socket waits any longer: those who do get SERVFAIL. */
  giveUp(fd: number): void {
    for (const waiter of this.#waiters)
      if (waiter?.socket.fd === fd) waiter.settle(failureAnswer(waiter.query, waiter.questionEnd, CLOSING));
    this.#returns.flush();
  }

  nowMs(): number {
    return this.#clock.now();
  }

  send(answer: Uint8Array, { socket, place }: ClientWaiter): void {
    this.#waiters[place] = undefined;
    this.#returns.send(socket, place, answer);
  }
}
