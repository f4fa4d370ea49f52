// A client of an answer thread whose query is under way to an upstream, and how it gets the answer.
import { type DeferredClient, queryOf, resume } from '../answer/deferred-exchange.js';
import { CONTROL, type Exchange, PROTOCOL, SOURCE } from '../answer/exchange.js';
import type { QueryHandler } from '../answer/handler.js';
import { addressToText } from '../dns/address.js';
import { headerRcode, idOf } from '../dns/header.js';
import { withOwnOptions } from '../forward/hop-options.js';
import type { Waiter } from '../forward/pending-query.js';
import type { BatchSocket } from '../transport/batch/socket.js';

const { NONE } = CONTROL;
const { UDP } = PROTOCOL;
const { UPSTREAM } = SOURCE;

/** What all waiters of a thread share. */
export interface WaiterHost {
  readonly handler: QueryHandler;
  nowMs(): number;
  /** The answer of a waiter, which waits no more. */
  send(answer: Uint8Array, waiter: ClientWaiter): void;
}

export class ClientWaiter implements Waiter {
  readonly id: number;
  readonly maxSize: number;
  /** A copy of what it asked, and the offset just past its question. */
  readonly query: Uint8Array;
  readonly questionEnd: number;
  /** Where it asked, and its place among those who wait. */
  readonly socket: BatchSocket;
  readonly place: number;
  readonly #host: WaiterHost;
  readonly #beganMs: number;
  readonly #qtype: number;
  readonly #zone: Exchange['zone'];
  readonly #isIpv6: boolean;
  readonly #largest: number;
  readonly #options: Uint8Array;
  /** For the query log; undefined when nothing is logged. */
  readonly #client: DeferredClient | undefined;
  #isOver = false;

  /** Keeps what is needed of the exchange of the host's handler, which is to be forwarded. */
  constructor(host: WaiterHost, socket: BatchSocket, place: number) {
    const { exchange, responder, log } = host.handler;
    const { question } = exchange;
    this.query = queryOf(exchange);
    this.questionEnd = question.questionEnd;
    this.id = idOf(this.query);
    this.socket = socket;
    this.place = place;
    this.#host = host;
    this.#beganMs = host.nowMs();
    this.#qtype = question.qtype;
    this.#zone = exchange.zone;
    this.#isIpv6 = exchange.client.isIpv6;
    this.#largest = exchange.limit;
    this.#options = responder.opt.own(question);
    this.maxSize = this.#largest - this.#options.length;
    this.#client = log === undefined ? undefined : clientOf(exchange);
  }

  settle(message: Uint8Array): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { handler } = this.#host;
    const answer = withOwnOptions(message, this.questionEnd, this.#options, this.#largest);
    this.#host.send(answer, this);
    const seconds = (this.#host.nowMs() - this.#beganMs) / 1000;
    this.#account(answer, seconds);
    handler.tally.took(UDP, seconds);
  }

  /** Has it counted and logged. What is counted takes less than what is logged. */
  #account(answer: Uint8Array, seconds: number): void {
    const { handler } = this.#host;
    const { exchange } = handler;
    const [client, zone] = [this.#client, this.#zone];
    if (client !== undefined) {
      const { query } = this;
      resume({ query, protocol: UDP, client, zone, control: NONE, source: UPSTREAM }, exchange, answer);
      handler.account({ seconds: () => seconds });
      return;
    }
    exchange.begin();
    exchange.protocol = UDP;
    exchange.client.isIpv6 = this.#isIpv6;
    exchange.zone = zone;
    exchange.question.qtype = this.#qtype;
    exchange.rcode = headerRcode(answer);
    handler.tally.answered(exchange);
  }
}

/** The client's address as text: its octets are another client's when the answer comes. */
function clientOf({ client }: Exchange): DeferredClient {
  const { octets, octetsAt, octetsLength, port, isIpv6, idleMs, listener } = client;
  const address = addressToText(octets.slice(octetsAt, octetsAt + octetsLength));
  return { address, port, isIpv6, idleMs, listener };
}
