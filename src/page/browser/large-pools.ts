// The members of large pools, which the stream leaves out: asked for one pool after another, and again when one has changed.
import type { PoolView, StatusView } from '../../view/status.js';
import { get } from './api.js';

/** The rest after each is so many times as long as the reply took, so that a server is not kept busy. */
const RESTS = 5;
const LEAST_REST_MS = 50;

export class LargePools {
  readonly #onPools: (pools: readonly PoolView[], askedMs: number) => void;
  #wanted: readonly string[] = [];
  /** When each was asked for: the one that has waited longest is the next. */
  readonly #askedMs = new Map<string, number>();
  #isAsking = false;

  /** @param onPools called with a pool and all its members, and when it was asked for, in milliseconds since 1970 */
  constructor(onPools: (pools: readonly PoolView[], askedMs: number) => void) {
    this.#onPools = onPools;
  }

  /** Says of which pools the members are wanted, and not known or not as they are now. */
  follow(pools: readonly string[]): void {
    this.#wanted = pools;
    if (!this.#isAsking && pools.length > 0) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#wanted.length > 0) {
      const waits = (pool: string) => this.#askedMs.get(pool) ?? 0;
      const pool = this.#wanted.reduce((a, b) => (waits(b) < waits(a) ? b : a));
      this.#wanted = this.#wanted.filter(each => each !== pool);
      const askedMs = Date.now();
      this.#askedMs.set(pool, askedMs);
      const view = await get<StatusView>('/status', [['only', pool]]).catch(() => undefined);
      if (view !== undefined) this.#onPools(view.pools, askedMs);
      const restMs = Math.max(LEAST_REST_MS, RESTS * (Date.now() - askedMs));
      await new Promise(resolve => setTimeout(resolve, restMs));
    }
    this.#askedMs.clear();
    this.#isAsking = false;
  }
}
