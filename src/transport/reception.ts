// What the main thread does with a query, however it came: answers it, or has it answered later, and accounts for it.
import { once } from 'node:events';
import { type DeferredClient, type DeferredExchange, defer, resume } from '../answer/deferred-exchange.js';
import { OUTCOME, type Outcome, type Protocol } from '../answer/exchange.js';
import { MAX_MESSAGE } from '../dns/constants.js';
import type { QueryService } from './query-service.js';

/** All receptions of this thread answer one query at a time, so they share one place to write. */
const scratch = new Uint8Array(MAX_MESSAGE);

/** Who asked. */
export type Asker = Pick<DeferredClient, 'address' | 'port'>;

/** The way back to the clients of a reception, and what is the same for all of them. */
export interface ReceptionOptions<Client> {
  readonly protocol: Protocol;
  readonly isIpv6: boolean;
  /** See {@link Client.idleMs}. */
  readonly idleMs: number;
  /** Sends a message, which is overwritten afterwards. @returns whether there is still somebody to send to */
  send(message: Uint8Array, client: Client): boolean;
  /** A deferred query has got its last answer. */
  onLast?(): void;
}

/** The queries of one listen address or one connection. */
export class Reception<Client extends Asker> {
  /** Deferred queries that have not been answered yet. */
  waiting = 0;
  readonly #service: QueryService;
  readonly #options: ReceptionOptions<Client>;
  #idle: (() => void) | undefined;

  constructor(service: QueryService, options: ReceptionOptions<Client>) {
    this.#service = service;
    this.#options = options;
  }

  /** Sees to it that the client gets an answer, now or later. */
  take(message: Uint8Array, client: Client): Outcome {
    const { handler } = this.#service;
    const { exchange } = handler;
    const beganMs = performance.now();
    exchange.protocol = this.#options.protocol;
    exchange.client.address = client.address;
    exchange.client.port = client.port;
    exchange.client.isIpv6 = this.#options.isIpv6;
    exchange.client.idleMs = this.#options.idleMs;
    exchange.input = message;
    exchange.start = 0;
    exchange.end = message.length;
    exchange.output = scratch;
    exchange.base = 0;
    const outcome = handler.handle();
    switch (outcome) {
      case OUTCOME.DROPPED:
        break;
      case OUTCOME.ANSWERED:
        this.#options.send(scratch.subarray(0, exchange.length), client);
        this.#account(beganMs);
        break;
      case OUTCOME.FORWARD:
      case OUTCOME.CONTROL:
        void this.#await(defer(handler.responder), client, beganMs);
    }
    return outcome;
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
    this.waiting++;
    await answers.answer(deferred, message => {
      if (!this.#options.send(message, client)) return;
      // Other queries have been answered since.
      resume(deferred, handler.exchange, message);
      this.#account(beganMs);
    });
    this.waiting--;
    this.#options.onLast?.();
    if (this.waiting === 0) this.#idle?.();
  }

  #account(beganMs: number): void {
    const { handler } = this.#service;
    const seconds = (performance.now() - beganMs) / 1000;
    handler.account({ seconds: () => seconds });
    handler.tally.took(this.#options.protocol, seconds);
  }
}
