// How many queries are answered in each of the last seconds, by the counters of all threads.
import type { Tally } from '../answer/tally.js';
import type { Cancel, Clock } from '../time/clock.js';
import { rfc3339 } from '../time/rfc3339.js';
import { RATE_NAMES, RATE_SECONDS, type RateHistory, type RatesView } from '../view/rates.js';

const SECOND_MS = 1000;

/** Where the counts come from. */
export interface RateSources {
  readonly clock: Pick<Clock, 'now' | 'wallMs' | 'after'>;
  /** The counters of all threads. */
  tallies(): readonly Tally[];
  /** How many rows of zones are in use; they only grow. */
  rows(): number;
}

/** Counts since the start, or in a second, in the order of {@link RATE_NAMES}. */
type Counts = readonly number[];

/** Response codes that are shown by themselves. */
const SHOWN = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED'];

function countsOf({ tallies, rows }: RateSources): Counts {
  const byRcode = new Map<string, number>();
  let [cached, blocked, dropped] = [0, 0, 0];
  for (const tally of tallies()) {
    tally.addRcodes(byRcode, rows());
    cached += tally.cacheHits;
    blocked += tally.allBlocked;
    for (const drops of tally.drops()) dropped += drops;
  }
  const answers = [...byRcode.values()].reduce((sum, count) => sum + count, 0);
  const shown = SHOWN.map(rcode => byRcode.get(rcode) ?? 0);
  const other = shown.reduce((rest, count) => rest - count, answers);
  return [answers, ...shown, other, cached, blocked, dropped];
}

const rounded = (rate: number) => Math.round(rate * 10) / 10;

function viewOf(counts: Counts): RatesView {
  return Object.fromEntries(RATE_NAMES.map((name, place) => [name, rounded(counts[place])])) as RatesView;
}

export class AnswerRates {
  readonly #sources: RateSources;
  /** The oldest first. */
  readonly #seconds: Counts[] = [];
  #before: Counts | undefined;
  #beforeMs = 0;
  #cancel: Cancel | undefined;

  constructor(sources: RateSources) {
    this.#sources = sources;
  }

  /** Counts from now on, each second; once is enough. */
  begin(): void {
    if (this.#cancel !== undefined) return;
    this.#before = countsOf(this.#sources);
    this.#beforeMs = this.#sources.clock.now();
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Those of the last second. */
  get latest(): RatesView {
    return viewOf(this.#seconds.at(-1) ?? RATE_NAMES.map(() => 0));
  }

  get history(): RateHistory {
    const columns = RATE_NAMES.map((name, place) => [name, this.#seconds.map(each => rounded(each[place]))]);
    const agoMs = this.#sources.clock.now() - this.#beforeMs;
    return {
      until: rfc3339(this.#sources.clock.wallMs() - agoMs),
      seconds: Object.fromEntries(columns) as RateHistory['seconds'],
    };
  }

  #wait(): void {
    this.#cancel = this.#sources.clock.after(SECOND_MS, () => {
      this.#take();
      this.#wait();
    });
  }

  /** A thread that was late stands for all the seconds that it missed. */
  #take(): void {
    const nowMs = this.#sources.clock.now();
    const passedMs = nowMs - this.#beforeMs;
    const counts = countsOf(this.#sources);
    const before = this.#before ?? counts;
    // The counters of a thread that began again may be lower.
    const rates = counts.map((count, place) => (Math.max(0, count - before[place]) * SECOND_MS) / passedMs);
    const seconds = Math.max(1, Math.round(passedMs / SECOND_MS));
    for (let each = Math.min(seconds, RATE_SECONDS); each > 0; each--) this.#seconds.push(rates);
    this.#seconds.splice(0, this.#seconds.length - RATE_SECONDS);
    this.#before = counts;
    this.#beforeMs = nowMs;
  }
}
