// The prefixes whose answers are held back most: a short list in shared memory that all threads write.
import { prefixText } from './client-prefix.js';

/** So many are remembered. */
const SIZE = 64;
/** An entry: the prefix, its answers and how many too many they may be, when it began, when the last was, when a line was due. */
const FIELD = { HIGH: 0, LOW: 1, COUNT: 2, OVER: 3, FIRST: 4, LAST: 5, TOLD: 6 } as const;
const FIELDS = 8;
export const LIST_OCTETS = SIZE * FIELDS * 8;

/** A prefix that has been within the limit for so long is forgotten. */
const FORGET_S = 600;
/** A line is due again after so long. */
const TELL_S = 60;

/** A prefix that has asked too often. */
export interface LimitedPrefix {
  /** Such as `192.0.2.0/24`. */
  readonly prefix: string;
  /** Its answers that were held back, and how many of these may be those of others. */
  readonly answers: number;
  readonly over: number;
  /** How long ago it began, and how long ago the last one was. */
  readonly sinceSeconds: number;
  readonly agoSeconds: number;
}

/** Counts by the algorithm "space saving", as observe/top-list.ts, in memory that can be shared. */
export class LimitedPrefixes {
  readonly #list: Float64Array;
  readonly #lock: Int32Array;

  /** @param list of {@link LIST_OCTETS} @param lock one word, 0 at first */
  constructor(list: Float64Array, lock: Int32Array) {
    this.#list = list;
    this.#lock = lock;
  }

  /**
   * Counts an answer that is held back. While another thread counts one, this one is left out: nobody waits.
   * @param high and low as `ClientPrefix` has them
   * @returns whether a line in the log is due: once a minute for each prefix
   */
  add(high: number, low: number, nowSeconds: number): boolean {
    if (!this.#take(nowSeconds)) return false;
    const list = this.#list;
    const at = this.#find(high, low, nowSeconds);
    list[at + FIELD.COUNT]++;
    list[at + FIELD.LAST] = nowSeconds;
    const isDue = nowSeconds - list[at + FIELD.TOLD] >= TELL_S;
    if (isDue) list[at + FIELD.TOLD] = nowSeconds;
    Atomics.store(this.#lock, 0, 0);
    return isDue;
  }

  /** A thread that was ended meanwhile leaves the list closed: who comes a second later opens it. */
  #take(nowSeconds: number): boolean {
    const second = (nowSeconds | 0) + 1;
    const taken = Atomics.compareExchange(this.#lock, 0, 0, second);
    if (taken === 0) return true;
    return Math.abs(second - taken) > 1 && Atomics.compareExchange(this.#lock, 0, taken, second) === taken;
  }

  /** The worst, at most `most`. */
  worst(most: number, nowSeconds: number): LimitedPrefix[] {
    const list = this.#list;
    const found: LimitedPrefix[] = [];
    for (let at = 0; at < list.length; at += FIELDS) {
      const agoSeconds = Math.max(0, nowSeconds - list[at + FIELD.LAST]);
      if (list[at + FIELD.COUNT] === 0 || agoSeconds > FORGET_S) continue;
      found.push({
        prefix: prefixText(list[at + FIELD.HIGH], list[at + FIELD.LOW]),
        answers: list[at + FIELD.COUNT],
        over: list[at + FIELD.OVER],
        sinceSeconds: Math.max(0, nowSeconds - list[at + FIELD.FIRST]),
        agoSeconds,
      });
    }
    return found.sort((a, b) => b.answers - a.answers).slice(0, most);
  }

  /** The entry of a prefix; when there is none, the place of one that is forgotten, or of the rarest with its count. */
  #find(high: number, low: number, nowSeconds: number): number {
    const list = this.#list;
    let free = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < list.length; at += FIELDS) {
      const isOver = list[at + FIELD.COUNT] === 0 || nowSeconds - list[at + FIELD.LAST] > FORGET_S;
      if (!isOver && list[at + FIELD.HIGH] === high && list[at + FIELD.LOW] === low) return at;
      const count = isOver ? 0 : list[at + FIELD.COUNT];
      if (count >= least) continue;
      least = count;
      free = at;
    }
    list.fill(0, free, free + FIELDS);
    list[free + FIELD.HIGH] = high;
    list[free + FIELD.LOW] = low;
    list[free + FIELD.COUNT] = least;
    list[free + FIELD.OVER] = least;
    list[free + FIELD.FIRST] = nowSeconds;
    list[free + FIELD.TOLD] = Number.NEGATIVE_INFINITY;
    return free;
  }
}
