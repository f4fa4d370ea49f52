// What the engine reports of changes: each state that turns, and each pool that loses its last live member or has one again.

import { type ProbeResult, resultToText } from '../probe/result.js';
import type { Clock } from '../time/clock.js';
import type { Moved } from './composed.js';
import type { Endpoint } from './endpoint.js';
import {
  endpointName,
  type FlapEvent,
  flapEvent,
  type PoolEvent,
  poolEvent,
  type TransitionEvent,
} from './events.js';
import type { Followers } from './followers.js';
import type { History } from './history.js';
import { ownCause } from './verdict/cause.js';
import { following } from './verdict/follow.js';
import { type Watch, withPartners } from './watch.js';

export interface Listeners {
  /** Called after the lineups are written, once per change of a state. */
  onTransition(event: TransitionEvent): void;
  onPool?(event: PoolEvent): void;
  /** A hold begins, also one that lengthens another. */
  onFlap?(event: FlapEvent): void;
}

/** Why one changed that had no result itself: for its parts, or for the pool that it follows. */
function whyOf({ state, follows, parts, lastResult, verdict: { cause } }: Endpoint): ProbeResult {
  if (parts === undefined || (cause?.code === 'TRACK' && follows !== undefined))
    return following(follows!, state === 'down');
  return cause ?? lastResult ?? ownCause('CHECK', 'its parts are up');
}

/** What is told of a pool. */
interface Amiss {
  readonly isOnFallback: boolean;
  readonly using: string | undefined;
}

const FINE: Amiss = { isOnFallback: false, using: undefined };

/** The watches, and those that fall back to them: these may use another pool now. */
function withDependents(watches: readonly Watch[]): Iterable<Watch> {
  if (watches.every(({ dependents }) => dependents.length === 0)) return watches;
  const all = new Set(watches);
  // A set is walked to its end, also of what is added on the way.
  for (const { dependents } of all) for (const each of dependents) all.add(each);
  return all;
}

export class Reports {
  readonly #listeners: Listeners;
  readonly #history: History;
  readonly #clock: Pick<Clock, 'now'>;
  /** By name the pools without a live member, or that use another, as last reported. */
  #amiss = new Map<string, Amiss>();

  constructor(listeners: Listeners, history: History, clock: Pick<Clock, 'now'>) {
    this.#listeners = listeners;
    this.#history = history;
    this.#clock = clock;
  }

  /** Tells of a changed state. @param result what it follows from; the state of another pool when absent */
  move({ endpoint, from, begins }: Moved, followers: Followers, result?: ProbeResult): void {
    const watches = followers.watchesOf(endpoint);
    if (begins) this.#listeners.onFlap?.(flapEvent(endpointName(endpoint, watches), endpoint));
    const to = endpoint.state;
    if (to === from) return;
    const [first] = watches;
    const counts = { live: first?.live ?? 0, total: first?.endpoints.length ?? 0 };
    const why = result ?? whyOf(endpoint);
    this.#history.add(endpoint.key, { atMs: this.#clock.now(), from, to, reason: resultToText(why) });
    if (!followers.isMember(endpoint)) return;
    this.#listeners.onTransition({ ...endpointName(endpoint, watches), from, to, result: why, ...counts });
    this.pools(withPartners(watches));
  }

  /** Tells of the pools that lost their last live member, or have one again, and of those that use another pool from now on. */
  pools(watches: readonly Watch[]): void {
    for (const watch of withDependents(watches)) {
      const { name } = watch.watched;
      const { isOnFallback, using } = watch;
      const before = this.#amiss.get(name) ?? FINE;
      if (isOnFallback === before.isOnFallback && using === before.using) continue;
      if (isOnFallback || using !== undefined) this.#amiss.set(name, { isOnFallback, using });
      else this.#amiss.delete(name);
      this.#listeners.onPool?.(poolEvent(watch, before.isOnFallback));
    }
  }

  /** Forgets the pools that are watched no more. */
  keep(watches: readonly Watch[]): void {
    const names = new Set(watches.map(({ watched }) => watched.name));
    this.#amiss = new Map([...this.#amiss].filter(([name]) => names.has(name)));
  }
}
