// The suspicion that the prober itself has lost the network: everything that was up fails at once.
import type { Endpoint } from './endpoint.js';

/** With fewer addresses, backends that fail together cannot be told from a network that is gone. */
const LEAST_ADDRESSES = 3;

/** For how long after a breakdown the state before it counts: until every probe has shown it. */
function windowMs({ intervalMs, timeoutMs, fastMs, fall }: Endpoint['spec']): number {
  return intervalMs + fall * Math.max(timeoutMs, fastMs);
}

/**
 * The endpoints that were up until lately, when the last probe of each of them has failed and they have three addresses or more;
 * otherwise none.
 */
export function lostTogether(endpoints: Iterable<Endpoint>, nowMs: number): readonly Endpoint[] {
  const lost: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const { lastUpMs, lastResult, spec } = endpoint;
    // What a file says does not come over the network.
    if (spec.kind === 'file') continue;
    if (lastUpMs === undefined || nowMs - lastUpMs > windowMs(spec)) continue;
    if (lastResult?.ok !== false) return [];
    lost.push(endpoint);
  }
  const addresses = new Set(lost.map(({ target }) => target.address));
  return addresses.size >= LEAST_ADDRESSES ? lost : [];
}
