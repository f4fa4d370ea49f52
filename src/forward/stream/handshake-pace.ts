// How often handshakes of TLS with an upstream may begin: one that closes after each answer must not take the processor.

/** Handshakes in a second, and so many at once after a rest. In full one takes a few milliseconds of processor time. */
const PER_SECOND = 100;
const BURST = 50;

export class HandshakePace {
  #left = BURST;
  #sinceMs = 0;

  /** @returns whether one may begin now, which counts it */
  take(nowMs: number): boolean {
    this.#left = Math.min(BURST, this.#left + ((nowMs - this.#sinceMs) * PER_SECOND) / 1000);
    this.#sinceMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  /** How long it takes until one may begin, in milliseconds, after one might not. */
  get pauseMs(): number {
    return Math.ceil(((1 - this.#left) * 1000) / PER_SECOND);
  }
}
