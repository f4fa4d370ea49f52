// The suspicion that the prober itself has lost the network: everything that was up fails at once.
import type { Endpoint } from './endpoint.js';
import { isLive } from './judge.js';
import { detectionMs } from './schedule.js';

/** With fewer addresses, backends that fail together cannot be told from a network that is gone. */
const LEAST_ADDRESSES = 3;

/**
 * The endpoints that are up, or were until lately, when the last probe of each of them has failed and they have three addresses or more;
 * otherwise none.
 */
export function lostTogether(endpoints: Iterable<Endpoint>, nowMs: number): readonly Endpoint[] {
  const lost: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const { state, sinceMs, isProven, hold, lastResult, spec } = endpoint;
    // What a file says does not come over the network; what only follows others is never proven.
    if (spec.kind === 'file' || !isProven) continue;
    // So long ago, it went down alone: by now all that broke down with it has shown it.
    if (!isLive(state) && nowMs - sinceMs > detectionMs(spec)) continue;
    if (lastResult?.ok !== false) return [];
    // One that is held down for another reason is not handed out either way.
    if (hold === undefined) lost.push(endpoint);
  }
  const addresses = new Set(lost.map(({ target }) => target.address));
  return addresses.size >= LEAST_ADDRESSES ? lost : [];
}
