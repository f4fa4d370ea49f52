// Moments as they are shown and kept, beside those of a clock that never goes back.
import type { Clock } from './clock.js';

type Both = Pick<Clock, 'now' | 'wallMs'>;

/** @param ms milliseconds since 1970 */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}

/** A moment of a clock, by the system's clock as it is set now. @param atMs on the clock */
export function momentText(atMs: number, clock: Both): string {
  return rfc3339(clock.wallMs() + atMs - clock.now());
}

/** The moment of a clock that the system's clock, as it is set now, calls so. @param wallMs milliseconds since 1970 */
export function momentOf(wallMs: number, clock: Both): number {
  return clock.now() + wallMs - clock.wallMs();
}
