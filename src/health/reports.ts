// What the engine reports of changes: each state that turns, and each pool that loses its last live member or has one again.

import { type ProbeResult, resultToText } from '../probe/result.js';
import type { Clock } from '../time/clock.js';
import type { Moved } from './composed.js';
import type { Endpoint } from './endpoint.js';
import { endpointName, type PoolEvent, poolEvent, type TransitionEvent } from './events.js';
import type { Followers } from './followers.js';
import type { History } from './history.js';
import { ownCause } from './verdict/cause.js';
import { following } from './verdict/follow.js';
import { type Watch, withPartners } from './watch.js';

export interface Listeners {
  /** Called after the lineups are written, once per change of a state. */
  onTransition(event: TransitionEvent): void;
  onPool?(event: PoolEvent): void;
}

/** Why one changed that had no result itself: for its parts, or for the pool that it follows. */
function whyOf({ state, follows, parts, lastResult, verdict: { cause } }: Endpoint): ProbeResult {
  if (parts === undefined || (cause?.code === 'TRACK' && follows !== undefined))
    return following(follows!, state === 'down');
  return cause ?? lastResult ?? ownCause('CHECK', 'its parts are up');
}

export class Reports {
  readonly #listeners: Listeners;
  readonly #history: History;
  readonly #clock: Pick<Clock, 'now'>;
  /** Names of the pools without a live member, as last reported. */
  #onFallback = new Set<string>();

  constructor(listeners: Listeners, history: History, clock: Pick<Clock, 'now'>) {
    this.#listeners = listeners;
    this.#history = history;
    this.#clock = clock;
  }

  /** Tells of a changed state. @param result what it follows from; the state of another pool when absent */
  move({ endpoint, from }: Moved, followers: Followers, result?: ProbeResult): void {
    const watches = followers.watchesOf(endpoint);
    const to = endpoint.state;
    const [first] = watches;
    const counts = { live: first?.live ?? 0, total: first?.endpoints.length ?? 0 };
    const why = result ?? whyOf(endpoint);
    this.#history.add(endpoint.key, { atMs: this.#clock.now(), from, to, reason: resultToText(why) });
    if (!followers.isMember(endpoint)) return;
    this.#listeners.onTransition({ ...endpointName(endpoint, watches), from, to, result: why, ...counts });
    this.pools(withPartners(watches));
  }

  /** Tells of the pools that lost their last live member, or have one again. */
  pools(watches: readonly Watch[]): void {
    for (const watch of watches) {
      const { name } = watch.watched;
      const { isOnFallback } = watch;
      if (isOnFallback === this.#onFallback.has(name)) continue;
      if (isOnFallback) this.#onFallback.add(name);
      else this.#onFallback.delete(name);
      this.#listeners.onPool?.(poolEvent(watch));
    }
  }

  /** Forgets the pools that are watched no more. */
  keep(watches: readonly Watch[]): void {
    const names = new Set(watches.map(({ watched }) => watched.name));
    this.#onFallback = new Set([...this.#onFallback].filter(name => names.has(name)));
  }
}
