// The clock of the cache: one for all threads, which does not jump and goes on while the machine sleeps.
import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';

/** For how long the clock of the process, which is asked in no time, is taken for that of the machine. */
const MAX_AGE_MS = 100;

/** Seconds since the machine was started, as a thread that answers in batches has them: as of the last {@link advance}. */
export class ThreadUptime {
  seconds = 0;
  #setSeconds = 0;
  #setMs = 0;

  constructor() {
    this.set();
  }

  /** Asks the machine, which takes some microseconds. To be done some times a second. */
  set(): void {
    this.#setMs = performance.now();
    this.#setSeconds = uptime();
    // The two have not the same grain: no moment is to come before one that was seen.
    this.seconds = Math.max(this.seconds, this.#setSeconds);
  }

  /** Asks the process how much time has passed since. */
  advance(): void {
    this.seconds = Math.max(this.seconds, this.#setSeconds + (performance.now() - this.#setMs) / 1000);
  }

  /** Whether the machine is to be asked again. */
  get isOld(): boolean {
    return performance.now() - this.#setMs >= MAX_AGE_MS;
  }
}

/** Seconds since the machine was started, with their fraction; the machine is asked at most ten times a second. */
export function lazyUptime(): () => number {
  const clock = new ThreadUptime();
  return () => {
    if (clock.isOld) clock.set();
    else clock.advance();
    return clock.seconds;
  };
}
