// Buckets of a rate limit in shared memory: how much each of very many keys has had lately, in a table of a fixed size.

/** So many buckets stand together, and for each other. */
const WAYS = 4;
/** A bucket: a number with its tag, and one with the time in microseconds at which it will be empty. */
const NUMBERS = 2;
const SET = WAYS * NUMBERS;
const SETS = 1 << 17;
/** 8 MB, of which the system gives the pages that are in use. */
export const BUCKET_OCTETS = SETS * SET * 8;

/** How much may be had at once, as the time in which it comes back; and how far a bucket is overdrawn at most. */
const BURST_US = 1_000_000;
const MAX_DEBT_US = 2 * BURST_US;
/** The clocks of two threads are not so far apart: a bucket that is fuller by less was filled by another thread. */
const MAX_SKEW_US = 1_000_000;
/** From here on a prefix is busy: its addresses have buckets of their own, and half as much each. */
const BUSY_US = BURST_US / 2;
/** What an address of a busy prefix may have at once, and how far one that has too much fills the bucket of its prefix. */
const HOST_BURST_US = BURST_US / 2;
const HOST_MOST_US = (BURST_US * 3) / 4;
/** Of what an answer counts, what one counts that is held back. */
const HELD_BACK = 1 / 4;

/**
 * Counts by the generic cell rate algorithm: each answer puts the time at which the bucket will be empty off by one interval.
 * Threads write without waiting for each other: at worst an answer is not counted.
 */
export class RateBuckets {
  readonly #numbers: Float64Array;
  /** The same memory in words, of which two are a number. */
  readonly #tags: Int32Array;
  /** How far one answer puts the bucket of a prefix off, and that of an address. */
  readonly #intervalUs: number;
  readonly #hostUs: number;

  /** @param from where {@link BUCKET_OCTETS} of the memory begin @param perSecond answers for a prefix, up to a million */
  constructor(memory: SharedArrayBuffer, from: number, perSecond: number) {
    this.#numbers = new Float64Array(memory, from, BUCKET_OCTETS / 8);
    this.#tags = new Int32Array(memory, from, BUCKET_OCTETS / 4);
    this.#intervalUs = Math.floor(BURST_US / perSecond);
    this.#hostUs = Math.min(2 * this.#intervalUs, HOST_BURST_US);
  }

  /**
   * Counts an answer.
   * @param hash of the prefix and of what the answer is counted by
   * @param host which address of the prefix, 0 to 255
   * @param nowUs microseconds of a clock that all threads share
   * @returns whether it is within the limit
   */
  take(hash: number, host: number, nowUs: number): boolean {
    const set = (hash & (SETS - 1)) * SET;
    const at = this.#find(set, hash);
    const debtUs = this.#debtAt(at, nowUs);
    if (debtUs > BUSY_US) return this.#takeOfBusy(at, (hash + 1 + host) | 0, nowUs);
    this.#put(at < 0 ? this.#free(set, nowUs) : at, hash, nowUs + debtUs + this.#intervalUs);
    return true;
  }

  /** As {@link take}, of the prefix whose bucket stands at `at`, for the address with this tag. */
  #takeOfBusy(at: number, tag: number, nowUs: number): boolean {
    const set = at - (at % SET);
    const ofHost = this.#find(set, tag);
    const debtUs = this.#debtAt(at, nowUs);
    const hostDebtUs = this.#debtAt(ofHost, nowUs);
    const isHostOver = hostDebtUs + this.#hostUs > HOST_BURST_US;
    const isOver = isHostOver || debtUs + this.#intervalUs > BURST_US;
    const part = isOver ? HELD_BACK : 1;
    const hostUs = Math.min(hostDebtUs + this.#hostUs * part, MAX_DEBT_US);
    this.#put(ofHost < 0 ? this.#free(set, nowUs, at) : ofHost, tag, nowUs + hostUs);
    // An address that has too much is held back by itself: its neighbours have the rest.
    const mostUs = isHostOver ? Math.max(debtUs, HOST_MOST_US) : MAX_DEBT_US;
    this.#numbers[at + 1] = nowUs + Math.min(debtUs + this.#intervalUs * part, mostUs);
    return !isOver;
  }

  #put(at: number, tag: number, emptyUs: number): void {
    this.#tags[at * 2] = tag;
    this.#numbers[at + 1] = emptyUs;
  }

  /** @returns where the bucket of a tag stands; -1 when it has none */
  #find(set: number, tag: number): number {
    const tags = this.#tags;
    for (let at = set; at < set + SET; at += NUMBERS) if (tags[at * 2] === tag) return at;
    return -1;
  }

  /** For how long a bucket is not empty yet. So far ahead as none can be, it was written before the clock went back. */
  #debtAt(at: number, nowUs: number): number {
    if (at < 0) return 0;
    const debtUs = this.#numbers[at + 1] - nowUs;
    if (debtUs <= 0 || debtUs > MAX_DEBT_US + MAX_SKEW_US) return 0;
    return Math.min(debtUs, MAX_DEBT_US);
  }

  /**
   * The bucket of a set that is empty, or the one that will be first: its key counts as fresh then.
   * @param kept stays: a prefix whose addresses have more than it would be forgotten, and get all again
   */
  #free(set: number, nowUs: number, kept = -1): number {
    let free = set;
    let leastUs = MAX_DEBT_US + 1;
    for (let at = set; at < set + SET; at += NUMBERS) {
      if (at === kept) continue;
      const debtUs = this.#debtAt(at, nowUs);
      if (debtUs >= leastUs) continue;
      leastUs = debtUs;
      free = at;
      if (debtUs === 0) break;
    }
    return free;
  }
}
