// One connection of DNS over HTTPS (RFC 8484): its requests are answered in turn with those of others, and take a bounded amount.
import { DROP, OUTCOME, PROTOCOL } from '../../answer/exchange.js';
import { type ErrorStatus, STATUS, type Status } from '../../answer/http-status.js';
import type { Prefixes } from '../../dns/client-prefix.js';
import { TokenBucket } from '../../time/token-bucket.js';
import type { Connection } from '../connection-table.js';
import { Reception } from '../reception.js';
import type { StreamClient } from '../stream-client.js';
import type { StreamHost } from '../stream-host.js';
import type { Session } from '../stream-protocol.js';
import type { TakesTurns } from '../stream-turns.js';
import type { HttpEvents, HttpExchange, HttpSession } from './http-exchange.js';
import {
  CONTENT_MS,
  ENOUGH_UNREAD,
  MAX_CONTENTS,
  MAX_REQUESTS,
  NUISANCES,
  SESSION_OCTETS,
} from './https-limits.js';
import { HttpsRequest } from './https-request.js';

/** Requests of one slice. */
const SLICE_REQUESTS = 16;

/** What a connection is made of. */
export interface HttpsParts {
  readonly host: StreamHost;
  readonly client: StreamClient;
  /** As {@link Arrived} has it. */
  readonly listener: string;
  /** Where queries are taken. */
  readonly path: string;
  nowMs(): number;
  /** Has the client begin no connection for a while: what cost time here it would do again. */
  readonly rest: (() => void) | undefined;
  /** See {@link reset}. */
  reset(): void;
}

export class HttpsConnection implements Connection, Session, TakesTurns, HttpEvents {
  readonly prefixes: Prefixes;
  octets = 0;
  readonly #parts: HttpsParts;
  readonly #reception: Reception<HttpsRequest>;
  readonly #session: HttpSession;
  /** Those that are not over. */
  readonly #open = new Set<HttpsRequest>();
  /** Those that can be answered. */
  readonly #ready: HttpsRequest[] = [];
  readonly #nuisances: TokenBucket;
  #contents = 0;
  #unread = 0;
  /** When it was last known that somebody asks, or reads. */
  #usedMs: number;
  #isGone = false;
  #isEnding = false;

  /** @param read begins to read requests, and tells of them */
  constructor(parts: HttpsParts, read: (events: HttpEvents) => HttpSession) {
    const { host, client, listener } = parts;
    this.#parts = parts;
    this.prefixes = client.prefixes;
    this.#usedMs = parts.nowMs();
    this.#nuisances = new TokenBucket(NUISANCES, this.#usedMs);
    this.#reception = new Reception(host.service, {
      protocol: PROTOCOL.HTTPS,
      // How long a connection may be idle is for HTTP to say, not for EDNS.
      idleMs: 0,
      listener,
      send: (message, request) => this.#send(message, request),
      onLast: () => host.turns.add(this),
    });
    host.table.add(this);
    this.#session = read(this);
    this.#grow(SESSION_OCTETS);
  }

  get queries(): number {
    return this.#reception.queries;
  }

  begin(exchange: HttpExchange): void {
    if (this.#isGone) return;
    const request = new HttpsRequest(exchange, this.#parts);
    this.#open.add(request);
    exchange.onOver(isCancelled => this.#over(request, isCancelled));
    // HTTP/2 keeps within the limit by itself, but for those that are cancelled at once; HTTP/1.1 does not.
    if (this.#open.size > 2 * MAX_REQUESTS) this.cutOff();
    else this.#take(request);
  }

  nuisance(): void {
    if (this.#isGone || this.#nuisances.take(this.#parts.nowMs())) return;
    this.#parts.rest?.();
    this.cutOff();
  }

  refuse(status: ErrorStatus): void {
    this.#count(status);
  }

  /** Answers a slice of what was asked. */
  work(): boolean {
    if (this.#mayAnswer) this.#used();
    for (let count = 0; count < SLICE_REQUESTS && this.#mayAnswer; count++)
      this.#answer(this.#ready.shift()!);
    return this.#mayAnswer;
  }

  /** Replies to the requests that are there, and closes. */
  drain(): void {
    this.#isEnding = true;
    this.#session.drain();
  }

  destroy(): void {
    this.forget();
    this.#session.destroy();
  }

  cutOff(): void {
    if (this.#isGone) return;
    this.#parts.host.service.handler.tally.dropped(DROP.OVERLOADED);
    if (this.#unread > 0) this.#parts.reset();
    this.destroy();
  }

  /** Ends what takes too long. To be called now and then. @param stalledMs in which nobody could look; it does not count */
  look(stalledMs = 0): void {
    const nowMs = this.#parts.nowMs();
    const later = (sinceMs: number) => Math.min(nowMs, sinceMs + stalledMs);
    this.#usedMs = later(this.#usedMs);
    const { idleMs } = this.#parts.host.limits;
    for (const request of this.#open) {
      request.sinceMs = later(request.sinceMs);
      const waitedMs = nowMs - request.sinceMs;
      if (request.isReplied && waitedMs >= idleMs) this.cutOff();
      else if (request.asked === undefined && waitedMs >= CONTENT_MS) this.#giveUp(request);
      if (this.#isGone) return;
    }
    if (this.#open.size > 0 || nowMs - this.#usedMs < idleMs) return;
    if (this.#isEnding) this.destroy();
    else this.drain();
  }

  /** The socket is closed. */
  forget(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#parts.host.table.remove(this);
    this.#reception.cancel();
    this.#ready.length = 0;
  }

  get #mayAnswer(): boolean {
    const isFull =
      this.#unread >= ENOUGH_UNREAD || this.#reception.waiting >= this.#parts.host.limits.maxForwarded;
    return !this.#isGone && this.#ready.length > 0 && !isFull;
  }

  #take(request: HttpsRequest): void {
    this.#account(request);
    if (request.asked !== undefined) this.#queue(request);
    else request.gather(more => this.#gathered(request, more));
  }

  #answer(request: HttpsRequest): void {
    if (request.isOver || request.isReplied) return;
    const { asked } = request;
    if (typeof asked === 'number') this.#fail(request, asked);
    else if (this.#reception.take(asked!, request) === OUTCOME.DROPPED)
      this.#fail(request, STATUS.BAD_REQUEST);
  }

  #send(message: Uint8Array, request: HttpsRequest): boolean {
    if (request.isOver || this.#isGone) return false;
    this.#count(STATUS.OK);
    request.answer(message, this.#parts.nowMs());
    this.#unread += request.unread;
    this.#account(request);
    return true;
  }

  #fail(request: HttpsRequest, status: ErrorStatus): void {
    this.#count(status);
    request.fail(status, this.#parts.nowMs());
    this.#unread += request.unread;
    this.#account(request);
  }

  #giveUp(request: HttpsRequest): void {
    this.#fail(request, STATUS.TIMEOUT);
    this.drain();
  }

  #queue(request: HttpsRequest): void {
    this.#ready.push(request);
    this.#parts.host.turns.add(this);
  }

  /** More of a content has come. */
  #gathered(request: HttpsRequest, more: number): void {
    this.#contents += more;
    this.#account(request);
    if (this.#isGone) return;
    if (request.asked === undefined && this.#contents > MAX_CONTENTS) request.asked = STATUS.UNAVAILABLE;
    if (request.asked !== undefined) this.#queue(request);
  }

  #over(request: HttpsRequest, isCancelled: boolean): void {
    request.isOver = true;
    this.#unread -= request.unread;
    this.#contents -= request.contentOctets;
    this.#grow(-request.accounted);
    this.#open.delete(request);
    if (request.isReplied) this.#usedMs = this.#parts.nowMs();
    if (isCancelled) this.nuisance();
    if (this.#ready.length > 0) this.#parts.host.turns.add(this);
  }

  #used(): void {
    this.#usedMs = this.#parts.nowMs();
    this.#parts.host.table.use(this);
  }

  #count(status: Status): void {
    this.#parts.host.service.handler.tally.replied(status);
  }

  /** Tells the table what a request takes by now. */
  #account(request: HttpsRequest): void {
    const { octets } = request;
    const more = octets - request.accounted;
    request.accounted = octets;
    this.#grow(more);
  }

  #grow(more: number): void {
    if (this.#isGone || more === 0) return;
    this.octets += more;
    this.#parts.host.table.grow(more);
  }
}
