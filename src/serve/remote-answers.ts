// Answers that take time, for the transports of a thread with an event loop: the main thread is asked for them.
import type { DeferredAnswers, DeferredExchange, MessageSource } from '../answer/deferred-exchange.js';
import { failureAnswer, OVERFLOW } from '../forward/failure.js';
import type { Transfers } from '../transfer/transfers.js';
import type { EventReport } from './event-messages.js';

/** Queries that may wait for the main thread. */
const MAX_WAITING = 4096;

/** Who waits for a query. */
interface Waiting {
  readonly deferred: DeferredExchange;
  readonly send: (message: Uint8Array) => void;
  readonly done: () => void;
}

export class RemoteAnswers implements DeferredAnswers {
  readonly #report: (report: EventReport) => void;
  readonly #transfers: Pick<Transfers, 'open'>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #numbers = new Map<DeferredExchange, number>();
  #last = 0;

  /** @param transfers those over streams, which this thread answers by itself */
  constructor(report: (report: EventReport) => void, transfers: Pick<Transfers, 'open'>) {
    this.#report = report;
    this.#transfers = transfers;
  }

  open(deferred: DeferredExchange): MessageSource {
    return this.#transfers.open(deferred);
  }

  answer(deferred: DeferredExchange, send: (message: Uint8Array) => void): Promise<void> {
    if (this.#waiting.size >= MAX_WAITING) {
      send(failureAnswer(deferred.query, deferred.questionEnd, OVERFLOW));
      return Promise.resolve();
    }
    const query = ++this.#last;
    // Views of a zone do not cross, and are for this thread's counters only.
    this.#report({ kind: 'deferred', query, exchange: { ...deferred, zone: undefined } });
    this.#numbers.set(deferred, query);
    return new Promise(done => this.#waiting.set(query, { deferred, send, done }));
  }

  cancel(deferred: DeferredExchange): void {
    const query = this.#numbers.get(deferred);
    if (query === undefined) return;
    this.#report({ kind: 'cancelled', query });
    this.#end(query);
  }

  /** The main thread has an answer; one to a query that was cancelled meanwhile is let go. */
  take(query: number, message: Uint8Array | undefined, isLast: boolean): void {
    const waiting = this.#waiting.get(query);
    if (waiting === undefined) return;
    if (message !== undefined) waiting.send(message);
    if (isLast) this.#end(query);
  }

  #end(query: number): void {
    const waiting = this.#waiting.get(query);
    if (waiting === undefined) return;
    this.#waiting.delete(query);
    this.#numbers.delete(waiting.deferred);
    waiting.done();
  }
}
