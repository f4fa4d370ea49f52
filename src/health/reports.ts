// What the engine reports of changes: each state that turns, and each pool that loses its last live member or has one again.

import { type ProbeResult, resultToText } from '../probe/result.js';
import type { Clock } from '../time/clock.js';
import type { Steps } from '../time/turns.js';
import type { Moved } from './composed.js';
import type { Endpoint } from './endpoint.js';
import {
  type Amiss,
  endpointName,
  type FlapEvent,
  flapEvent,
  goneEvent,
  type PoolEvent,
  poolEvent,
  type TransitionEvent,
} from './events.js';
import type { Followers } from './followers.js';
import type { History } from './history.js';
import { withPartners } from './partners.js';
import { reserveOf } from './thresholds.js';
import { ownCause } from './verdict/cause.js';
import { following } from './verdict/follow.js';
import type { Watch } from './watch.js';

export interface Listeners {
  /** Called after the lineups are written, once per change of a state. */
  onTransition(event: TransitionEvent): void;
  onPool?(event: PoolEvent): void;
  /** A result counts, for the endpoint that was probed, and for each that it is a part of. */
  onResult?(endpoint: Endpoint, result: ProbeResult): void;
  /** Something has changed in this pool, or in those that it uses. */
  onChange?(watch: Watch): void;
  /** These are watched from now on. @param formers by the key of a new endpoint, that of the one whose place it takes */
  onWatched?(watches: readonly Watch[], formers: ReadonlyMap<string, string>): void;
  /** A hold begins, also one that lengthens another. */
  onFlap?(event: FlapEvent): void;
}

/** Why one changed that had no result itself: for its parts, or for the pool that it follows. */
function whyOf({ state, follows, parts, lastResult, verdict: { cause } }: Endpoint): ProbeResult {
  if (parts === undefined || (cause?.code === 'TRACK' && follows !== undefined))
    return following(follows!, state === 'down');
  return cause ?? lastResult ?? ownCause('CHECK', 'its parts are up');
}

/** Of so many members pools are looked at in one step. */
const MEMBERS_OF_STEP = 1024;

const FINE: Amiss = { isOnFallback: false, using: undefined, instead: undefined, isEmpty: false };

function areAlike(one: Amiss, other: Amiss): boolean {
  return (
    one.isOnFallback === other.isOnFallback &&
    one.using === other.using &&
    one.instead === other.instead &&
    one.isEmpty === other.isEmpty
  );
}

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
  /** By name the pools that do not hand out the members that come first, as last reported. */
  readonly #amiss = new Map<string, Amiss>();

  constructor(listeners: Listeners, history: History, clock: Pick<Clock, 'now'>) {
    this.#listeners = listeners;
    this.#history = history;
    this.#clock = clock;
  }

  /** Tells of a changed state. @param result what it follows from; the state of another pool when absent */
  *move({ endpoint, from, begins }: Moved, followers: Followers, result?: ProbeResult): Steps<void> {
    const watches = followers.watchesOf(endpoint);
    if (begins) this.#listeners.onFlap?.(flapEvent(endpointName(endpoint, watches), endpoint));
    const to = endpoint.state;
    if (to === from) return;
    const [first] = watches;
    const reserve = first && reserveOf(first.candidates(), first.watched.pool.order);
    const counts = {
      live: first?.live ?? 0,
      total: first?.endpoints.length ?? 0,
      ...(reserve === undefined ? {} : { reserve }),
    };
    const why = result ?? whyOf(endpoint);
    this.#history.add(endpoint.key, { atMs: this.#clock.now(), from, to, reason: resultToText(why) });
    if (!followers.isMember(endpoint)) return;
    this.#listeners.onTransition({ ...endpointName(endpoint, watches), from, to, result: why, ...counts });
    yield* this.pools(withPartners(watches));
  }

  /** Tells of the pools that hand out something else from now on: their first members, or what is in the place of these. */
  *pools(watches: readonly Watch[]): Steps<void> {
    let room = MEMBERS_OF_STEP;
    for (const watch of withDependents(watches)) {
      const { name } = watch.watched;
      const { isOnFallback, using, instead, endpoints } = watch;
      if (room <= 0) {
        yield;
        room = MEMBERS_OF_STEP;
      }
      room -= 1 + endpoints.length;
      this.#listeners.onChange?.(watch);
      const now = { isOnFallback, using, instead, isEmpty: endpoints.length === 0 };
      const before = this.#amiss.get(name) ?? FINE;
      if (areAlike(now, before)) continue;
      if (areAlike(now, FINE)) this.#amiss.delete(name);
      else this.#amiss.set(name, now);
      this.#listeners.onPool?.(poolEvent(watch, before));
    }
  }

  /** Tells of a result. */
  result(endpoint: Endpoint, result: ProbeResult, followers: Followers): void {
    const { onResult } = this.#listeners;
    if (onResult === undefined) return;
    onResult(endpoint, result);
    for (const whole of followers.wholesOf(endpoint)) onResult(whole, result);
  }

  /** Tells what is watched from now on, and forgets the pools that are not. What was told of them is over. */
  keep(watches: readonly Watch[], formers: ReadonlyMap<string, string>): void {
    this.#listeners.onWatched?.(watches, formers);
    const names = new Set(watches.map(({ watched }) => watched.name));
    for (const [name, before] of this.#amiss) {
      if (names.has(name)) continue;
      this.#amiss.delete(name);
      this.#listeners.onPool?.(goneEvent(name, before));
    }
  }
}
