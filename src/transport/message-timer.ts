// The time that a message may take from its first octet to its last: a client that sends one now and then does not keep its place.
import type { Clock } from '../time/clock.js';
import { TimeLimit } from '../time/time-limit.js';

/** However long a connection may be idle. */
const MESSAGE_MS = 10_000;

export class MessageTimer {
  readonly #clock: Clock;
  readonly #expired: () => void;
  #limit: TimeLimit | undefined;

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** The beginning of a message waits for its rest; its time runs already if it was there before. */
  start(): void {
    this.#limit ??= new TimeLimit(this.#clock, MESSAGE_MS, () => {
      this.#limit = undefined;
      this.#expired();
    });
  }

  /** The message has come whole, or the connection is gone. */
  stop(): void {
    this.#limit?.end();
    this.#limit = undefined;
  }
}
