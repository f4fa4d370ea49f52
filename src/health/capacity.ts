// How many probes may run at once: as many as are needed when all members turn silent, within what this process can open.
import type { ProbeSpec } from '../probe/spec.js';
import { JITTER } from './schedule.js';

/** So many may in any case, and so many commands, of which each is a process. */
export const USUAL_CAPACITY = 256;

/**
 * The most probes that run at once while none is late. A member that turns silent is busy for `fall` timeouts, one after the other,
 * in the period in which that is noticed; it is in at most one probe.
 */
export function demandOf(specs: Iterable<ProbeSpec>): number {
  let demand = 0;
  for (const { fall, timeoutMs, intervalMs, downIntervalMs } of specs) {
    const periodMs = Math.min(intervalMs, downIntervalMs) * (1 - JITTER);
    demand += Math.min(1, (fall * timeoutMs) / periodMs);
  }
  return Math.ceil(demand);
}

/** @param most what this process can open */
export function capacityFor(specs: Iterable<ProbeSpec>, most: number): number {
  return Math.min(most, Math.max(USUAL_CAPACITY, demandOf(specs)));
}
