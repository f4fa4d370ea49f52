// A client of an answer thread whose query is under way to an upstream, and how it gets the answer.
import { type DeferredExchange, resume } from '../answer/deferred-exchange.js';
import { DROP } from '../answer/exchange.js';
import type { QueryHandler } from '../answer/handler.js';
import { idOf } from '../dns/header.js';
import { withOwnOptions } from '../forward/hop-options.js';
import type { Waiter } from '../forward/pending-query.js';
import type { DeferredQuery } from '../transport/batch/answer-loop.js';

/** Where it is to be answered: all of a deferred query but its message. */
export type Origin = Omit<DeferredQuery, 'message'>;

/** What all waiters of a thread share. */
export interface WaiterHost {
  readonly handler: QueryHandler;
  nowMs(): number;
  /** @returns whether the system took it */
  send(answer: Uint8Array, origin: Origin): boolean;
  left(waiter: ClientWaiter): void;
}

export class ClientWaiter implements Waiter {
  readonly id: number;
  readonly maxSize: number;
  readonly origin: Origin;
  readonly #deferred: DeferredExchange;
  readonly #host: WaiterHost;
  readonly #beganMs: number;
  #isOver = false;

  constructor(deferred: DeferredExchange, origin: Origin, host: WaiterHost) {
    this.id = idOf(deferred.query);
    this.maxSize = deferred.maxSize - deferred.options.length;
    this.origin = origin;
    this.#deferred = deferred;
    this.#host = host;
    this.#beganMs = host.nowMs();
  }

  /** What the client asked, for an answer that is made here. */
  get asked(): Pick<DeferredExchange, 'query' | 'questionEnd'> {
    return this.#deferred;
  }

  settle(message: Uint8Array): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { questionEnd, options, maxSize, protocol } = this.#deferred;
    const { handler } = this.#host;
    this.#host.left(this);
    const answer = withOwnOptions(message, questionEnd, options, maxSize);
    if (!this.#host.send(answer, this.origin)) {
      handler.tally.dropped(DROP.SEND_FAILED);
      return;
    }
    resume(this.#deferred, handler.exchange, answer);
    const seconds = (this.#host.nowMs() - this.#beganMs) / 1000;
    handler.account({ seconds: () => seconds });
    handler.tally.took(protocol, seconds);
  }
}
