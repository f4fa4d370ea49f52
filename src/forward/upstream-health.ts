// What is known of one upstream: its counters, and whether it failed so recently that others go first.

import { type Upstream, upstreamToText } from './upstream.js';

/** Counts of one upstream since the start. */
export interface UpstreamCounters {
  /** The upstream as text, `192.0.2.1:53`. */
  readonly upstream: string;
  /** Queries taken to it; a retry over TCP is part of the same request. */
  readonly requests: number;
  readonly responses: number;
  readonly timeouts: number;
  /** Connections refused, networks unreachable and the like. */
  readonly errors: number;
  /** Messages that were not the reply: late, or forged. */
  readonly mismatched: number;
  /** Time to the accepted answers; `responses` is how many. */
  readonly secondsSum: number;
  /** Whether its last query failed. */
  readonly failing: boolean;
}

/** How one query to an upstream ended. `local` is trouble of this machine, for which the upstream is not blamed. */
export type AskResult = 'answered' | 'timeout' | 'error' | 'local' | 'stopped';

export class UpstreamHealth {
  readonly #counters;
  #failing = false;
  #waitUntilMs = 0;
  #onTrial = false;

  constructor(upstream: Upstream) {
    this.#counters = {
      upstream: upstreamToText(upstream),
      requests: 0,
      responses: 0,
      timeouts: 0,
      errors: 0,
      mismatched: 0,
      secondsSum: 0,
    };
  }

  get counters(): UpstreamCounters {
    return { ...this.#counters, failing: this.#failing };
  }

  /** Whether its last query failed. */
  get failing(): boolean {
    return this.#failing;
  }

  /**
   * Whether others go first. After the penalty one query at a time may try it in its old place, so that an
   * upstream that is still silent delays that query alone.
   */
  isLast(nowMs: number): boolean {
    return this.#failing && (this.#onTrial || nowMs < this.#waitUntilMs);
  }

  beginQuery(): void {
    this.#counters.requests++;
    this.#onTrial = this.#failing;
  }

  /** Counts the end of a question. @param penaltyMs how long others go first when it failed */
  endQuery(result: AskResult, startMs: number, nowMs: number, penaltyMs: number): void {
    this.#onTrial = false;
    if (result === 'answered') {
      this.#failing = false;
      this.#counters.responses++;
      this.#counters.secondsSum += (nowMs - startMs) / 1000;
    } else if (result === 'timeout' || result === 'error') {
      this.#failing = true;
      this.#waitUntilMs = nowMs + penaltyMs;
      if (result === 'timeout') this.#counters.timeouts++;
      else this.#counters.errors++;
    } else if (result === 'local') this.#counters.errors++;
  }

  countMismatch(): void {
    this.#counters.mismatched++;
  }
}

/** More upstreams than any configuration has; after that many reloads the oldest are forgotten. */
const MAX_UPSTREAMS = 1024;

/** The health of every upstream that was asked. */
export class UpstreamHealths {
  readonly #byText = new Map<string, UpstreamHealth>();

  of(upstream: Upstream): UpstreamHealth {
    const text = upstreamToText(upstream);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (this.#byText.size >= MAX_UPSTREAMS)
      for (const oldest of this.#byText.keys()) {
        this.#byText.delete(oldest);
        break;
      }
    const health = new UpstreamHealth(upstream);
    this.#byText.set(text, health);
    return health;
  }

  /** The route with those that failed recently put last, otherwise in its order. */
  order(route: readonly Upstream[], nowMs: number): Upstream[] {
    const isLast = (upstream: Upstream) => this.of(upstream).isLast(nowMs);
    return [...route.filter(upstream => !isLast(upstream)), ...route.filter(isLast)];
  }

  counters(): UpstreamCounters[] {
    return Array.from(this.#byText.values(), health => health.counters);
  }
}
