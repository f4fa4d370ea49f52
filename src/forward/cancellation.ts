// Ends whatever a pending query waits for, when forwarding is closed.

/** Holds the one thing to call off at present; cheaper than an AbortSignal for each of 10,000 queries. */
export class Cancellation {
  #isCancelled = false;
  #cancelIt: (() => void) | undefined;

  /** Sets what to call off; it is called at once when that came before. */
  arm(cancelIt: () => void): void {
    if (this.#isCancelled) cancelIt();
    else this.#cancelIt = cancelIt;
  }

  disarm(): void {
    this.#cancelIt = undefined;
  }

  cancel(): void {
    this.#isCancelled = true;
    const cancelIt = this.#cancelIt;
    this.#cancelIt = undefined;
    cancelIt?.();
  }
}
