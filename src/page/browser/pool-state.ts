// What is known of the pools, and what of them is to be seen: words, order, which are open, how many rows.
import type { HistoryView } from '../../view/history.js';
import type { MemberView, PoolView } from '../../view/status.js';
import type { StreamHead } from '../../view/stream.js';
import { poolBody } from '../pool-body.js';
import {
  FEW_MEMBERS,
  foundIn,
  isInTrouble,
  MOST_ROWS,
  type Order,
  poolsBy,
  sorted,
  wordsOf,
} from '../pool-table.js';
import type { Markup } from '../tree.js';
import { Chosen } from './chosen.js';

/** So many pools are shown at first, and so many more each time the end comes into sight. */
export const MOST_POOLS = 100;

/** A pool, and when it was so on the clock of the browser. */
interface Known {
  readonly pool: PoolView;
  readonly seenMs: number;
  /** Its members are not known, or not as they are now: a large one comes without them. */
  readonly isPart: boolean;
}

/** A pool that is to be seen. */
export interface ShownPool extends Known {
  readonly found: readonly MemberView[];
}

/** How a pool was drawn last: it is drawn again only when it or the way it is shown is another. */
interface Drawn {
  readonly known: PoolView;
  readonly past: HistoryView | undefined;
  readonly look: string;
  readonly markup: Markup;
}

export class PoolState {
  head: StreamHead | undefined;
  words: readonly string[] = [];
  order: Order | undefined;
  onlyTrouble = false;
  mostPools = MOST_POOLS;
  readonly #known = new Map<string, Known>();
  /** What somebody has opened or closed. */
  readonly #open = new Map<string, boolean>();
  /** How many rows of a pool are shown, where that is not the usual number. */
  readonly #rows = new Map<string, number>();
  readonly #drawn = new Map<string, Drawn>();
  readonly chosen = new Chosen();

  forget(): void {
    this.#known.clear();
  }

  /** @param askedMs when they were asked for; what has come of one since then goes over the reply */
  take(pools: readonly PoolView[], askedMs = Number.POSITIVE_INFINITY): void {
    const seenMs = Date.now();
    for (const pool of pools) {
      const former = this.#known.get(pool.pool);
      const isLate = former?.isPart === true && former.seenMs >= askedMs;
      const isPart = pool.members.length < pool.total;
      // Until they are asked for again, the members that are known are shown.
      const { members } = (isPart && former?.pool) || pool;
      this.#known.set(pool.pool, { pool: { ...pool, members }, seenMs, isPart: isPart || isLate });
    }
  }

  /** Pools whose members have to be asked for: those that are open, and all while something is looked for. */
  partsOf(visible: readonly ShownPool[]): string[] {
    const known = this.words.length > 0 ? [...this.#known.values()] : visible;
    return known.flatMap(({ pool, isPart }) => (isPart && this.isOpen(pool) ? [pool.pool] : []));
  }

  drop(pool: string): void {
    for (const each of [this.#known, this.#open, this.#rows, this.#drawn]) each.delete(pool);
    this.chosen.drop(pool);
  }

  poolCalled(name: string): PoolView | undefined {
    return this.#known.get(name)?.pool;
  }

  search(text: string): void {
    this.words = wordsOf(text);
    this.mostPools = MOST_POOLS;
  }

  /** The pools that are looked for, in their order. */
  get shown(): ShownPool[] {
    const shown = [...this.#known.values()].flatMap(known => {
      if (this.onlyTrouble && !isInTrouble(known.pool)) return [];
      const found = foundIn(known.pool, this.words);
      return found === undefined ? [] : [{ ...known, found }];
    });
    const compare = poolsBy(this.order);
    return shown.sort((a, b) => compare(a.pool, b.pool));
  }

  isOpen(pool: PoolView): boolean {
    const isSmall = (this.head?.totals.members ?? 0) <= FEW_MEMBERS;
    return this.#open.get(pool.pool) ?? (isSmall || this.words.length > 0 || isInTrouble(pool));
  }

  toggle(pool: PoolView): void {
    this.#open.set(pool.pool, !this.isOpen(pool));
  }

  showMore(pool: string, rows: number): void {
    this.#rows.set(pool, (this.#rows.get(pool) ?? MOST_ROWS) + rows);
  }

  /** The rows of a pool. @param past its last hour and day, when they are known */
  bodyOf({ pool, seenMs, found }: ShownPool, past: HistoryView | undefined): Markup {
    const isOpen = this.isOpen(pool);
    const most = this.#rows.get(pool.pool) ?? MOST_ROWS;
    const chosen = this.chosen.of(pool.pool);
    const plans = this.head?.plans ?? [];
    const look = JSON.stringify([isOpen, most, this.order, this.words, chosen && [...chosen], plans]);
    const former = this.#drawn.get(pool.pool);
    if (former?.known === pool && former.past === past && former.look === look) return former.markup;
    const members = isOpen ? sorted(found, this.order).slice(0, most) : [];
    const more = found.length - members.length;
    const times = { seenMs, nowMs: Date.now() };
    const markup = poolBody(pool, { isOpen, members, more, isScripted: true, past, chosen, plans, ...times });
    this.#drawn.set(pool.pool, { known: pool, past, look, markup });
    return markup;
  }
}
