// How busy the loop of this thread is.
import { performance } from 'node:perf_hooks';

/** @returns what tells the busy part of the time since it was asked last, from 0 to 1 */
export function loopLoad(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
