// Ends whatever a pending query waits for, when forwarding is closed.

/** Holds the one thing to call off at present; cheaper than an AbortSignal for each of 10,000 queries. */
export class Stop {
  #stopped = false;
  #callOff: (() => void) | undefined;

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Sets what to call off; it is called at once when the stop came before. */
  arm(callOff: () => void): void {
    if (this.#stopped) callOff();
    else this.#callOff = callOff;
  }

  disarm(): void {
    this.#callOff = undefined;
  }

  fire(): void {
    this.#stopped = true;
    const callOff = this.#callOff;
    this.#callOff = undefined;
    callOff?.();
  }
}
