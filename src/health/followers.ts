// Endpoints that follow a pool: they are down while it has no live member.
import type { Endpoint } from './endpoint.js';
import type { State } from './verdict/verdict.js';
import { type Watch, withPartners } from './watch.js';

/** An endpoint whose state changed because the pool that it follows did. */
export interface Moved {
  readonly endpoint: Endpoint;
  readonly from: State;
}

export class Followers {
  /** The watches that an endpoint belongs to. */
  readonly #watchesOf = new Map<Endpoint, Watch[]>();
  /** By the name of the pool that they follow. */
  readonly #following = new Map<string, Endpoint[]>();

  readonly #write: (watch: Watch) => void;

  /** @param write publishes a lineup */
  constructor(watches: readonly Watch[], write: (watch: Watch) => void) {
    this.#write = write;
    for (const watch of watches)
      for (const endpoint of new Set(watch.endpoints)) append(this.#watchesOf, endpoint, watch);
    for (const endpoint of this.#watchesOf.keys())
      if (endpoint.follows !== undefined) append(this.#following, endpoint.follows, endpoint);
  }

  watchesOf(endpoint: Endpoint): readonly Watch[] {
    return this.#watchesOf.get(endpoint) ?? [];
  }

  /**
   * Has those who follow these pools, and those who follow theirs, be up or down with them, and writes their lineups. It
   * ends, since no pool follows itself, and each of a chain is seen after the one that it follows.
   * @param isConcerned who is to; all when absent
   * @returns whose state changed
   */
  update(
    watches: readonly Watch[],
    nowMs: number,
    isConcerned: (endpoint: Endpoint) => boolean = () => true,
  ): Moved[] {
    const moved: Moved[] = [];
    const changed = [...watches];
    for (const watch of changed) {
      const following = this.#following.get(watch.watched.name);
      if (following === undefined) continue;
      const { isOnFallback } = watch;
      for (const endpoint of following) {
        const from = endpoint.state;
        if (!isConcerned(endpoint) || !endpoint.follow(isOnFallback, nowMs)) continue;
        const own = withPartners(this.watchesOf(endpoint));
        for (const each of own) this.#write(each);
        if (endpoint.state === from) continue;
        moved.push({ endpoint, from });
        changed.push(...own);
      }
    }
    return moved;
  }
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
