// The clock of the cache: one for all threads, which does not jump and goes on while the machine sleeps.
import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';

/** Whole seconds since the machine was started. Asking takes some microseconds. */
export function uptimeSeconds(): number {
  return Math.floor(uptime());
}

/** How old the answer of a {@link lazyUptime} may be. */
const MAX_AGE_MS = 100;

/** As {@link uptimeSeconds}, asked at most ten times a second. */
export function lazyUptime(): () => number {
  let askedMs = Number.NEGATIVE_INFINITY;
  let seconds = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs - askedMs < MAX_AGE_MS) return seconds;
    askedMs = nowMs;
    seconds = uptimeSeconds();
    return seconds;
  };
}
