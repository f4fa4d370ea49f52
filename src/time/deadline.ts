// A deadline for others that trouble of this machine does not count against: all that waits for an answer has one of these.
import type { Cancel, Clock } from './clock.js';
import { loopWatch } from './loop-watch.js';

/** Timers count whole milliseconds. */
const ROUNDING_MS = 1;

/**
 * Runs `expire` once, when the loop of this thread was able to look for an answer for `limitMs` and has looked once more:
 * after a stall timers run before what has come meanwhile is read, and an answer that is there wins.
 * @param limitMs at least 0
 * @returns what ends it, also in its last moment
 */
export function startDeadline(clock: Clock, limitMs: number, expire: () => void): Cancel {
  const watch = loopWatch(clock);
  const leave = watch.watch();
  const dueMs = watch.now() + limitMs;
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    cancel();
    leave();
  };
  const look = (): void => {
    const leftMs = dueMs - watch.now();
    cancel = leftMs >= ROUNDING_MS ? clock.after(leftMs, look) : clock.afterLook(last);
  };
  const last = (): void => {
    end();
    expire();
  };
  let cancel = clock.after(limitMs, look);
  return end;
}
