// The time as forwarding sees it, so that tests can pass in their own.

export interface Clock {
  /** Milliseconds that never go back; the zero point has no meaning. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds, never before it returns; the result cancels that. */
  after(ms: number, run: () => void): () => void;
}

/** Monotonic time and the timers of the process. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
