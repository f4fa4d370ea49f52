// The suspicion that the prober itself has lost the network: everything that was up fails at once.
import type { Endpoint } from './endpoint.js';
import { detectionMs } from './schedule.js';
import { isLive } from './verdict/verdict.js';

/** With fewer addresses, failing backends look the same as a lost network. */
const LEAST_ADDRESSES = 3;

/** Whether its failure may be one of all: it is up, or was until lately. */
function counts({ verdict, isProven, spec }: Endpoint, nowMs: number): boolean {
  // What a file says does not come over the network; what only follows others is never proven.
  if (spec.kind === 'file' || !isProven) return false;
  // So long ago, it went down alone: by now all that broke down with it has shown it.
  return isLive(verdict.state) || nowMs - verdict.sinceMs <= detectionMs(spec);
}

/**
 * The endpoints that are up, or were until lately, when the last probe of each of them has failed and they have three
 * addresses or more; otherwise none.
 */
function lostTogether(endpoints: Iterable<Endpoint>, nowMs: number): readonly Endpoint[] {
  const lost: Endpoint[] = [];
  for (const endpoint of endpoints) {
    if (!counts(endpoint, nowMs)) continue;
    const { hold, lastResult } = endpoint;
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

  /**
   * Holds the states when everything fails at once, and lets them go with the first success.
   * @param latest whose result has just come
   */
  take(latest: Endpoint, endpoints: Iterable<Endpoint>, nowMs: number): Turn {
    if (latest.lastResult?.ok === true) return this.#end();
    // With ten thousand that have been down for long, the others must not be looked at for each of their failures.
    if (this.held > 0 || !counts(latest, nowMs)) return undefined;
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
