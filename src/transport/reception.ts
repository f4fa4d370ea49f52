// What the main thread does with a query, however it came: answers it, or has it answered later, and accounts for it.
import { once } from 'node:events';
import {
  type DeferredClient,
  type DeferredExchange,
  defer,
  type MessageSource,
  resume,
} from '../answer/deferred-exchange.js';
import { CONTROL, isEncrypted, OUTCOME, type Outcome, type Protocol } from '../answer/exchange.js';
import { pad, padded } from '../answer/padding.js';
import { REFUSAL } from '../answer/refusal.js';
import { MAX_MESSAGE, RCODE } from '../dns/constants.js';
import { headerRcode } from '../dns/header.js';
import type { QueryService } from './query-service.js';

/** All receptions of this thread answer one query at a time, so they share one place to write, and one watch. */
const scratch = new Uint8Array(MAX_MESSAGE);
const watch = {
  beganMs: 0,
  seconds() {
    return (performance.now() - this.beganMs) / 1000;
  },
};

/** A message in place: `octets[start]` to `octets[end]`. */
export interface Message {
  readonly octets: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Who asked. */
export interface Asker extends Pick<DeferredClient, 'address' | 'port'> {
  /** Of the client of a proxy, which may be of another family than the proxy. */
  readonly isIpv6?: boolean | undefined;
}

/** The way back to the clients of a reception, and what is the same for all of them. */
export interface ReceptionOptions<Client> {
  readonly protocol: Protocol;
  /** Of clients that do not say so themselves. */
  readonly isIpv6?: boolean;
  /** See {@link Client.idleMs}. */
  readonly idleMs: number;
  /** See {@link Client.listener}. */
  readonly listener: string;
  /** Sends a message, which is overwritten afterwards. @returns whether there is still somebody to send to */
  send(message: Uint8Array, client: Client): boolean;
  /** The first message of an answer was written; the others are to be taken from a source. */
  onSource?(source: MessageSource): void;
  /** A deferred query has got its last answer. */
  onLast?(): void;
}

/** The queries of one listen address or one connection. */
export class Reception<Client extends Asker> {
  readonly #service: QueryService;
  readonly #options: ReceptionOptions<Client>;
  /** Those that have not been answered yet. */
  readonly #deferred = new Set<DeferredExchange>();
  #idle: (() => void) | undefined;
  /** Whose queries are handled. */
  #client!: Client;
  /** How many of them have been answered at once. */
  #answered = 0;
  /** How many have come so far. */
  queries = 0;

  constructor(service: QueryService, options: ReceptionOptions<Client>) {
    this.#service = service;
    this.#options = options;
  }

  /** How many deferred queries have not been answered yet. */
  get waiting(): number {
    return this.#deferred.size;
  }

  /** Sees to it that the client gets an answer, now or later. */
  take(message: Uint8Array, client: Client): Outcome {
    this.begin(client);
    const outcome = this.handle({ octets: message, start: 0, end: message.length }, scratch, 0);
    if (outcome === OUTCOME.ANSWERED) this.#options.send(scratch.subarray(0, this.size), client);
    this.end();
    return outcome;
  }

  /** Begins with some queries of one client, which are handled one after the other. */
  begin(client: Client): void {
    const { exchange } = this.#service.handler;
    this.#client = client;
    this.#answered = 0;
    watch.beganMs = performance.now();
    exchange.protocol = this.#options.protocol;
    exchange.client.address = client.address;
    exchange.client.port = client.port;
    exchange.client.isIpv6 = client.isIpv6 ?? this.#options.isIpv6 ?? false;
    exchange.client.idleMs = this.#options.idleMs;
    exchange.client.listener = this.#options.listener;
  }

  /** Answers a query at `output[base]` and on; or has it answered later, and then sent. */
  handle(message: Message, output: Uint8Array, base: number): Outcome {
    const { handler } = this.#service;
    const { exchange } = handler;
    this.queries++;
    exchange.input = message.octets;
    exchange.start = message.start;
    exchange.end = message.end;
    exchange.output = output;
    exchange.base = base;
    const outcome = handler.handle();
    switch (outcome) {
      case OUTCOME.DROPPED:
        break;
      case OUTCOME.ANSWERED:
        this.#answered++;
        if (this.#isPadded)
          exchange.length = pad(output, base, exchange.length, exchange.question.questionEnd);
        handler.account(watch);
        break;
      case OUTCOME.FORWARD:
      case OUTCOME.CONTROL:
        if (this.#isTransfer) return this.#open(defer(handler.responder));
        void this.#await(defer(handler.responder), this.#client, watch.beganMs);
    }
    return outcome;
  }

  /** Whether the answer to the query of the exchange is padded. */
  get #isPadded(): boolean {
    const { exchange } = this.#service.handler;
    return exchange.question.options.padding && isEncrypted(exchange.protocol);
  }

  /** Whether the query of the exchange is answered with as many messages as it takes. */
  get #isTransfer(): boolean {
    const { control } = this.#service.handler.exchange;
    return control === CONTROL.TRANSFER && this.#options.onSource !== undefined;
  }

  /** Answers with the first message of a transfer. */
  #open(deferred: DeferredExchange): Outcome {
    const { handler, deferred: answers } = this.#service;
    const { exchange } = handler;
    const source = answers.open!(deferred);
    exchange.length = source.next(exchange.output, exchange.base);
    exchange.rcode = headerRcode(exchange.output, exchange.base);
    if (exchange.rcode === RCODE.SERVFAIL) exchange.refusal = REFUSAL.BUSY;
    this.#options.onSource!(source);
    this.#answered++;
    handler.account(watch);
    return OUTCOME.ANSWERED;
  }

  /** Of a query that {@link handle} has answered: the length of the answer in octets. */
  get size(): number {
    return this.#service.handler.exchange.length;
  }

  /** The answers since {@link begin} have been handed over. */
  end(): void {
    if (this.#answered === 0) return;
    const { tally } = this.#service.handler;
    tally.tookMany(this.#options.protocol, this.#answered, watch.seconds() * 1e9);
  }

  /** Nobody waits for the deferred queries any more. */
  cancel(): void {
    for (const deferred of this.#deferred) this.#service.deferred.cancel?.(deferred);
  }

  /** Waits until deferred queries are answered, for at most `limitMs`. */
  async drained(limitMs: number): Promise<void> {
    if (this.waiting === 0) return;
    const drained = new Promise<void>(resolve => {
      this.#idle = resolve;
    });
    await Promise.race([drained, once(AbortSignal.timeout(limitMs), 'abort')]);
  }

  async #await(deferred: DeferredExchange, client: Client, beganMs: number): Promise<void> {
    const { handler, deferred: answers } = this.#service;
    const isPadded = this.#isPadded;
    this.#deferred.add(deferred);
    await answers.answer(deferred, answer => {
      const message = isPadded ? padded(answer, deferred.questionEnd) : answer;
      if (!this.#options.send(message, client)) return;
      // Other queries have been answered since.
      resume(deferred, handler.exchange, message);
      const seconds = (performance.now() - beganMs) / 1000;
      handler.account({ seconds: () => seconds });
      handler.tally.took(this.#options.protocol, seconds);
    });
    this.#deferred.delete(deferred);
    this.#options.onLast?.();
    if (this.waiting === 0) this.#idle?.();
  }
}
