// The time that a message may take from its first octet to its last: a client that sends one now and then does not keep its place.

/** However long a connection may be idle. */
const MESSAGE_MS = 10_000;

export class MessageTimer {
  readonly #expired: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(expired: () => void) {
    this.#expired = expired;
  }

  /** The beginning of a message waits for its rest; its time runs already if it was there before. */
  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#expired();
    }, MESSAGE_MS);
  }

  /** The message has come whole, or the connection is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
