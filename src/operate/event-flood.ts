// Which of many changes are told one by one, and what is said of the others: a log is for people, and a disk has an end.
import type { Clock } from '../time/clock.js';
import { TokenBucket } from '../time/token-bucket.js';

/** So many lines at once, and so many a second after them: of all pools, of each, and of those that were quiet. */
const ALL = { burst: 100, perSecond: 10 };
const EACH = { burst: 30, perSecond: 1 };
const QUIET = { burst: 20, perSecond: 2 };

/** A pool of which nothing was to be told for so long is a quiet one: its change is shown whatever others do. */
const QUIET_MS = 60_000;

/** How often the others are summed up. */
const SUM_MS = 10_000;

/** The most pools, and the most kinds of changes, that a sum names. */
const MAX_NAMED = 8;

/** One change. */
export interface Change {
  readonly pool: string;
  /** Such as `down (L4CON)`: there are few different ones. */
  readonly what: string;
  readonly isBad: boolean;
}

/** What is known of the lines of a pool. */
interface PoolLines {
  readonly bucket: TokenBucket;
  changedMs: number;
}

export interface Sum {
  readonly count: number;
  readonly pools: number;
  /** Whether one of them was bad. */
  readonly isBad: boolean;
  readonly text: string;
}

/** `a 3, b 2 and 4 more`, those with most first. */
function listOf(counts: ReadonlyMap<string, number>, unit: string): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const more = sorted.length - MAX_NAMED;
  const named = sorted.slice(0, MAX_NAMED).map(([name, count]) => `${name} ${count}`);
  return `${named.join(', ')}${more > 0 ? ` and ${more} more ${unit}` : ''}`;
}

function addTo(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export class EventFlood {
  readonly #clock: Clock;
  readonly #tell: (sum: Sum) => void;
  readonly #unit: string;
  readonly #all: TokenBucket;
  readonly #quiet: TokenBucket;
  readonly #pools = new Map<string, PoolLines>();
  readonly #byPool = new Map<string, number>();
  readonly #byWhat = new Map<string, number>();
  #count = 0;
  #isBad = false;

  /**
   * @param tell is given the sum of those that were not admitted, now and then
   * @param unit what changes are counted by, in words
   */
  constructor(clock: Clock, tell: (sum: Sum) => void, unit = 'pools') {
    this.#clock = clock;
    this.#tell = tell;
    this.#unit = unit;
    this.#all = new TokenBucket(ALL, clock.now());
    this.#quiet = new TokenBucket(QUIET, clock.now());
  }

  /** Whether a change is to be told by itself; the others are counted. */
  admits(change: Change): boolean {
    const nowMs = this.#clock.now();
    if (this.#hasLine(change.pool, nowMs)) return true;
    if (this.#count++ === 0) this.#clock.after(SUM_MS, () => this.#sum());
    this.#isBad ||= change.isBad;
    addTo(this.#byPool, change.pool);
    addTo(this.#byWhat, change.what);
    return false;
  }

  #hasLine(pool: string, nowMs: number): boolean {
    const known = this.#pools.get(pool);
    const lines = known ?? { bucket: new TokenBucket(EACH, nowMs), changedMs: nowMs };
    if (known === undefined) this.#pools.set(pool, lines);
    const isQuiet = known === undefined || nowMs - known.changedMs > QUIET_MS;
    lines.changedMs = nowMs;
    if (!lines.bucket.take(nowMs)) return false;
    return this.#all.take(nowMs) || (isQuiet && this.#quiet.take(nowMs));
  }

  #sum(): void {
    const text = `${this.#count} more changes in the last ${SUM_MS / 1000} s: ${listOf(this.#byWhat, 'kinds')}; in ${listOf(this.#byPool, this.#unit)}`;
    this.#tell({ count: this.#count, pools: this.#byPool.size, isBad: this.#isBad, text });
    this.#count = 0;
    this.#isBad = false;
    this.#byPool.clear();
    this.#byWhat.clear();
    const quietMs = this.#clock.now() - QUIET_MS;
    for (const [pool, { changedMs }] of this.#pools) if (changedMs < quietMs) this.#pools.delete(pool);
  }
}
