// A pause in the way of a pending query, which ends when forwarding is closed.
import type { Clock } from '../time/clock.js';
import type { PendingQuery } from './pending-query.js';

/** @returns whether the time is over; false when forwarding was closed */
export function pause({ cancellation }: PendingQuery, clock: Clock, ms: number): Promise<boolean> {
  return new Promise(resolve => {
    const cancel = clock.after(ms, () => {
      cancellation.disarm();
      resolve(true);
    });
    cancellation.arm(() => {
      cancel();
      resolve(false);
    });
  });
}
