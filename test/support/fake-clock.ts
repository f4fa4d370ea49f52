// A clock that moves only when told, for tests of anything that takes a Clock.
import type { Cancel, Clock } from '../../src/time/clock.js';

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
  /** What the system's clock said when this one began; another value sets it, as a person may do. */
  epochMs = Date.UTC(2026, 0, 1);
  /** In the order in which they are due; of equal ones the first that was set comes first. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.epochMs + this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.splice(this.#placeAfter(timer.dueMs), 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  afterLook(run: () => void): Cancel {
    return this.after(0, run);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves the time on, running what falls due in its order, each at its own time. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#next(endMs); timer !== undefined; timer = this.#next(endMs)) {
      this.#timers.shift();
      this.#nowMs = timer.dueMs;
      timer.run();
      await settle();
    }
    this.#nowMs = endMs;
  }

  /** The earliest timer, if it is due by then. */
  #next(endMs: number): Timer | undefined {
    const [first] = this.#timers;
    return first !== undefined && first.dueMs <= endMs ? first : undefined;
  }

  /** Where the first timer stands that is due later. */
  #placeAfter(dueMs: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timers[middle].dueMs <= dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
