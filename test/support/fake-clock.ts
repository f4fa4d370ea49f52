// A clock that moves only when told, for tests of anything that takes a Clock.
import type { Cancel, Clock } from '../../src/health/clock.js';

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Lets promises that are already settled reach their readers. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves the time on, running what falls due in its order, each at its own time. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#next(endMs); timer !== undefined; timer = this.#next(endMs)) {
      this.#timers.delete(timer);
      this.#nowMs = timer.dueMs;
      timer.run();
      await settle();
    }
    this.#nowMs = endMs;
  }

  /** The earliest timer that is due by then; of equal ones the first that was set. */
  #next(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.dueMs <= endMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    return next;
  }
}
