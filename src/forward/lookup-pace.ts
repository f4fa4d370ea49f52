// How fast this server asks for names itself: so many at once, and so many a second, so that upstreams are not flooded.
import type { Cancel, Clock } from '../time/clock.js';
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
  readonly #limits: PaceLimits;
  readonly #tokens: TokenBucket;
  /** In the order in which they came. Each is of a name that is followed, of which there is a bound. */
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #timer: Cancel | undefined;

  constructor(clock: Clock, limits: PaceLimits = USUAL_PACE) {
    this.#clock = clock;
    this.#limits = limits;
    this.#tokens = new TokenBucket(limits, clock.now());
  }

  /** Runs it when it is its turn. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    await new Promise<void>(resolve => {
      this.#waiting.push(resolve);
      this.#go();
    });
    try {
      return await task();
    } finally {
      this.#underWay--;
      this.#go();
    }
  }

  #go(): void {
    while (this.#waiting.length > 0 && this.#underWay < this.#limits.atOnce && this.#timer === undefined) {
      if (!this.#tokens.take(this.#clock.now())) {
        this.#timer = this.#clock.after(TOKEN_WAIT_MS, () => {
          this.#timer = undefined;
          this.#go();
        });
        return;
      }
      this.#underWay++;
      this.#waiting.shift()!();
    }
  }
}
