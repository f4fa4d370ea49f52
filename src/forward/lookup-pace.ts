// How fast this server asks for names itself: so many at once, and so many a second, so that upstreams are not flooded.
import type { Clock } from '../time/clock.js';
import { Limiter } from '../time/limiter.js';
import { type Rate, TokenBucket } from '../time/token-bucket.js';

export interface PaceLimits extends Rate {
  /** How many are under way at once. */
  readonly atOnce: number;
}

/** NSD as shipped answers 200 a second of one network (its rate limit). */
const USUAL_PACE: PaceLimits = { atOnce: 32, burst: 100, perSecond: 150 };

/** How long it is waited for the next token. */
const TOKEN_WAIT_MS = 20;

export class LookupPace {
  readonly #clock: Clock;
  readonly #tokens: TokenBucket;
  /** Each that waits is of a name that is followed, of which there is a bound. */
  readonly #limiter: Limiter;

  constructor(clock: Clock, limits: PaceLimits = USUAL_PACE) {
    this.#clock = clock;
    this.#limiter = new Limiter(limits.atOnce);
    this.#tokens = new TokenBucket(limits, clock.now());
  }

  /** Runs it when it is its turn. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#limiter.run(async () => {
      while (!this.#tokens.take(this.#clock.now()))
        await new Promise<void>(resolve => this.#clock.after(TOKEN_WAIT_MS, resolve));
      return await task();
    });
  }
}
