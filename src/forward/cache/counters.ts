// What is counted of the cache, in its table: all threads count there.
import { COUNTERS_AT } from './layout.js';

/** Places of the counters. */
export const COUNTER = {
  /** Answered by whoever asks upstreams, after a thread had to pass the query on. */
  HITS: 0,
  /** Queries to which the answer could have been there, but was not. */
  MISSES: 1,
  /** Answers that made room for others before they expired. */
  EVICTIONS: 2,
  /** Answers given out after their time. */
  STALE: 3,
  /** Answers asked for again before their time was over. */
  PREFETCHES: 4,
  /** Answers that were not kept since another thread wrote there. */
  COLLISIONS: 5,
} as const;
export type Counter = (typeof COUNTER)[keyof typeof COUNTER];

const COUNTERS = Object.keys(COUNTER).length;

/** What was counted, since the server began. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly stale: number;
  readonly prefetches: number;
  readonly collisions: number;
}

export class CacheCounters {
  readonly #values: BigInt64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#values = new BigInt64Array(memory, COUNTERS_AT * 8, COUNTERS);
  }

  add(counter: Counter, count = 1n): void {
    Atomics.add(this.#values, counter, count);
  }

  /** Goes on where those of another table stand. */
  follow(former: CacheCounters): void {
    this.#values.set(former.#values);
  }

  get counts(): CacheCounts {
    const [hits, misses, evictions, stale, prefetches, collisions] = Array.from(this.#values, Number);
    return { hits, misses, evictions, stale, prefetches, collisions };
  }
}
