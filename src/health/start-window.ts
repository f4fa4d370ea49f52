// How many probes may be in their first moments at once: as many as this machine keeps up with.
import type { Clock } from '../time/clock.js';
import { loopWatch } from '../time/loop-watch.js';

/** A probe that is older only waits, and costs nothing. */
const YOUNG_MS = 100;

/** How often it looks how this machine does. */
const ROUND_MS = 50;
const STALE_MS = 10 * ROUND_MS;

/** Even a machine that is busy does so many at once, and the listen queue of any backend holds as many. */
const LEAST = 32;
const FIRST = 64;
const STEP = 16;

/** Parts of the time in which the loop is busy: below the first there can be more, above the second there must be less. */
const [IDLE, BUSY] = [0.5, 0.9];

/** A probe in its first moments. */
export interface Start {
  readonly atMs: number;
}

export class StartWindow {
  readonly #clock: Clock;
  readonly #load: () => number;
  /** The oldest first. */
  readonly #young = new Set<Start>();
  #size = FIRST;
  #lookedMs: number;

  /** @param load the part of the time since the last call in which this thread was busy */
  constructor(clock: Clock, load: () => number) {
    this.#clock = clock;
    this.#load = load;
    this.#lookedMs = clock.now();
  }

  /** How many may be young at once. */
  get size(): number {
    return this.#size;
  }

  /** Whether one more may begin. */
  hasRoom(): boolean {
    this.#age();
    if (this.#young.size < this.#size) return true;
    this.#adapt();
    return this.#young.size < this.#size;
  }

  begin(): Start {
    const start = { atMs: loopWatch(this.#clock).now() };
    this.#young.add(start);
    return start;
  }

  end(start: Start): void {
    this.#young.delete(start);
  }

  #age(): void {
    const oldMs = loopWatch(this.#clock).now() - YOUNG_MS;
    for (const start of this.#young) {
      if (start.atMs > oldMs) return;
      this.#young.delete(start);
    }
  }

  /** Looks only while it is full: else there is nothing to find out. */
  #adapt(): void {
    const agoMs = this.#clock.now() - this.#lookedMs;
    if (agoMs < ROUND_MS) return;
    this.#lookedMs += agoMs;
    const load = this.#load();
    // What was long ago says nothing of now.
    if (agoMs > STALE_MS) return;
    if (load < IDLE) this.#size += STEP;
    else if (load > BUSY) this.#size = Math.max(LEAST, this.#size >> 1);
  }
}
