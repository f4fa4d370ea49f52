// The last hour and day of the pools that are seen: asked for one after another, and again after a minute.
import type { HistoryView } from '../../view/history.js';
import { get } from './api.js';

/** What is drawn changes with each minute. */
const EVERY_MS = 60_000;
/** Between two that are asked for: a page must not keep the server busy. */
const BETWEEN_MS = 100;

interface Past {
  /** When it was asked for. */
  readonly askedMs: number;
  readonly view?: HistoryView;
}

export class PoolPasts {
  readonly #onView: () => void;
  readonly #known = new Map<string, Past>();
  readonly #wanted: string[] = [];
  #isAsking = false;

  /** @param onView called when there is something new */
  constructor(onView: () => void) {
    this.#onView = onView;
  }

  of(pool: string): HistoryView | undefined {
    return this.#known.get(pool)?.view;
  }

  /** Says which pools are seen now; others are forgotten. */
  follow(pools: readonly string[]): void {
    const seen = new Set(pools);
    for (const pool of this.#known.keys()) if (!seen.has(pool)) this.#known.delete(pool);
    const nowMs = Date.now();
    const due = pools.filter(pool => nowMs - (this.#known.get(pool)?.askedMs ?? 0) >= EVERY_MS);
    this.#wanted.splice(0, this.#wanted.length, ...due);
    if (!this.#isAsking && due.length > 0) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    for (let pool = this.#wanted.shift(); pool !== undefined; pool = this.#wanted.shift()) {
      const askedMs = Date.now();
      const view = await get<HistoryView>('/history', [['pool', pool]]).catch(() => this.of(pool));
      this.#known.set(pool, { askedMs, view });
      if (view !== undefined) this.#onView();
      await new Promise(resolve => setTimeout(resolve, BETWEEN_MS));
    }
    this.#isAsking = false;
  }
}
