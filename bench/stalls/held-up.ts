// How long a helper was itself held up, since then what it has seen says little of anybody else.
import { constants, setPriority } from 'node:os';

const LOOK_EVERY_MS = 5;

/** Watches this process, which goes first from now on where it may. */
export class HeldUp {
  #longestMs = 0;

  constructor() {
    try {
      setPriority(constants.priority.PRIORITY_HIGHEST);
    } catch {
      // Only root may; all others are held up more often, and say so.
    }
    let lastMs = performance.now();
    setInterval(() => {
      const nowMs = performance.now();
      this.#longestMs = Math.max(this.#longestMs, nowMs - lastMs - LOOK_EVERY_MS);
      lastMs = nowMs;
    }, LOOK_EVERY_MS);
  }

  /** The longest time since it was asked last, in milliseconds. */
  takeMs(): number {
    const longest = this.#longestMs;
    this.#longestMs = 0;
    return longest;
  }
}
