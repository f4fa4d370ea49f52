// The suspicion that the prober itself has lost the network: everything that was up fails at once.
import type { Endpoint } from './endpoint.js';
import { detectionMs } from './schedule.js';
import { isLive } from './verdict/verdict.js';

/** With fewer addresses, failing backends look the same as a lost network. */
const LEAST_ADDRESSES = 3;

/**
 * The endpoints that are up, or were until lately, when the last probe of each of them has failed and they have three
 * addresses or more; otherwise none.
 */
function lostTogether(endpoints: Iterable<Endpoint>, nowMs: number): readonly Endpoint[] {
  const lost: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const { verdict, isProven, hold, lastResult, spec } = endpoint;
    // What a file says does not come over the network; what only follows others is never proven.
    if (spec.kind === 'file' || !isProven) continue;
    // So long ago, it went down alone: by now all that broke down with it has shown it.
    if (!isLive(verdict.state) && nowMs - verdict.sinceMs > detectionMs(spec)) continue;
    if (lastResult?.ok !== false) return [];
    // One that is held down for another reason is not handed out either way.
    if (hold === undefined) lost.push(endpoint);
  }
  const addresses = new Set(lost.map(({ target }) => target.address));
  return addresses.size >= LEAST_ADDRESSES ? lost : [];
}

/** What a result has changed: the suspicion begins, or is over. */
export type Turn = 'begins' | 'ends' | undefined;

export class NetworkLoss {
  /** Endpoints whose state is held, as the prober is suspected to be what fails. */
  #held: readonly Endpoint[] = [];

  /** How many are held; 0 when there is no suspicion. */
  get held(): number {
    return this.#held.length;
  }

  /** Holds the states when everything fails at once, and lets them go with the first success. */
  take(isSuccess: boolean, endpoints: Iterable<Endpoint>, nowMs: number): Turn {
    if (isSuccess) return this.#end();
    if (this.held > 0) return undefined;
    this.#held = lostTogether(endpoints, nowMs);
    for (const endpoint of this.#held) endpoint.freeze(nowMs);
    return this.held > 0 ? 'begins' : undefined;
  }

  #end(): Turn {
    if (this.held === 0) return undefined;
    for (const endpoint of this.#held) endpoint.thaw();
    this.#held = [];
    return 'ends';
  }
}
