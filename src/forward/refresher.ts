// Has popular answers asked for again before they expire: threads that answer say in the cache which, and one thread looks there.
import type { Cancel, Clock } from '../time/clock.js';
import type { AnswerCache } from './cache/answer-cache.js';
import { routeKey } from './cache/route-key.js';
import type { Route } from './upstream.js';

/** How often it looks. */
const LOOK_MS = 250;
/** The most answers that one look has refreshed. */
const MAX_AT_ONCE = 50;

/** Whoever asks upstreams. */
export interface Refreshes {
  refresh(query: Uint8Array, questionEnd: number, route: Route): void;
}

export class Refresher {
  readonly #refreshes: Refreshes;
  readonly #clock: Clock;
  #cache: AnswerCache | undefined;
  #routes: ReadonlyMap<number, Route> = new Map();
  #cancel: Cancel | undefined;

  constructor(refreshes: Refreshes, clock: Clock) {
    this.#refreshes = refreshes;
    this.#clock = clock;
  }

  /** Refreshes what is in this cache from now on, by these routes. What was kept of another one is not refreshed. */
  follow(cache: AnswerCache | undefined, routes: readonly Route[]): void {
    this.#cache = cache;
    this.#routes = new Map(routes.map(route => [routeKey(route), route]));
    this.#cancel?.();
    if (cache !== undefined) this.#wait();
  }

  close(): void {
    this.#cancel?.();
    this.#cache = undefined;
  }

  #wait(): void {
    this.#cancel = this.#clock.after(LOOK_MS, () => this.#look());
  }

  #look(): void {
    for (let taken = 0; taken < MAX_AT_ONCE; taken++) {
      const due = this.#cache?.takeDue();
      if (due === undefined) break;
      const route = this.#routes.get(due.route);
      if (route !== undefined) this.#refreshes.refresh(due.query, due.questionEnd, route);
    }
    this.#wait();
  }
}
