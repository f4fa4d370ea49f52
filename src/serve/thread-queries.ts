// Deferred queries of a thread with an event loop, in the main thread: has them answered, as long as somebody waits.
import type { DeferredAnswers, DeferredExchange } from '../answer/deferred-exchange.js';
import type { EventMessage } from './event-messages.js';

export class ThreadQueries {
  readonly #answers: DeferredAnswers;
  readonly #post: (message: EventMessage) => void;
  /** By the numbers of the thread; a thread that begins again begins with the first number. */
  #waiting = new Set<number>();

  constructor(answers: DeferredAnswers, post: (message: EventMessage) => void) {
    this.#answers = answers;
    this.#post = post;
  }

  async take(query: number, exchange: DeferredExchange): Promise<void> {
    const waiting = this.#waiting;
    waiting.add(query);
    // The last message says that it is the last: most queries have only one.
    let held: Uint8Array | undefined;
    const pass = (isLast: boolean) => {
      if (waiting.has(query)) this.#post({ kind: 'answer', query, message: held, isLast });
    };
    await this.#answers.answer(exchange, message => {
      if (held !== undefined) pass(false);
      held = message;
    });
    pass(true);
    waiting.delete(query);
  }

  cancel(query: number): void {
    this.#waiting.delete(query);
  }

  /** The thread is gone, and all who waited with it. */
  clear(): void {
    this.#waiting.clear();
    this.#waiting = new Set();
  }
}
