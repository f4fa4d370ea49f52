// How fast this server asks for names itself: so many at once, and so many a second, so that upstreams are not flooded.
import type { Clock } from '../time/clock.js';
import { type Rate, TokenBucket } from '../time/token-bucket.js';

export interface PaceLimits extends Rate {
  /** How many are under way at once. */
  readonly atOnce: number;
}

/** NSD as shipped answers 200 a second of one network (its rate limit). */
const USUAL_PACE: PaceLimits = { atOnce: 32, burst: 100, perSecond: 150 };

/** How long it is waited for the next token. */
const TOKEN_WAIT_MS = 20;

/** A line that is shorter is not looked through. */
const SHORT_LINE = 1_024;

/** One that waits for its turn. */
interface Waiting {
  readonly isWanted: () => boolean;
  /** Ends the wait, with or without a turn. */
  readonly end: (hasTurn: boolean) => void;
}

const always = () => true;

export class LookupPace {
  readonly #clock: Clock;
  readonly #atOnce: number;
  readonly #tokens: TokenBucket;
  #line: Waiting[] = [];
  #mostInLine = SHORT_LINE;
  #taken = 0;

  constructor(clock: Clock, limits: PaceLimits = USUAL_PACE) {
    this.#clock = clock;
    this.#atOnce = limits.atOnce;
    this.#tokens = new TokenBucket(limits, clock.now());
  }

  /** How many stand in line: at most twice those that are wanted, apart from a few. */
  get waiting(): number {
    return this.#line.length;
  }

  /**
   * Runs it when it is its turn.
   * @param isWanted whether somebody still waits for it: names may be others each second. Who is not wanted leaves the line
   * @returns undefined when it was not wanted any more
   */
  async run<Result>(
    task: () => Promise<Result>,
    isWanted: () => boolean = always,
  ): Promise<Result | undefined> {
    if (this.#taken < this.#atOnce) this.#taken++;
    else if (!(await this.#turn(isWanted))) return undefined;
    try {
      while (isWanted() && !this.#tokens.take(this.#clock.now()))
        await new Promise<void>(resolve => this.#clock.after(TOKEN_WAIT_MS, resolve));
      return isWanted() ? await task() : undefined;
    } finally {
      this.#handOn();
    }
  }

  #turn(isWanted: () => boolean): Promise<boolean> {
    return new Promise<boolean>(end => {
      this.#line.push({ isWanted, end });
      if (this.#line.length > this.#mostInLine) this.#thinOut();
    });
  }

  /** Each look at the whole line is paid for by as many that came. */
  #thinOut(): void {
    const stay: Waiting[] = [];
    for (const each of this.#line) {
      if (each.isWanted()) stay.push(each);
      else each.end(false);
    }
    this.#line = stay;
    this.#mostInLine = Math.max(SHORT_LINE, 2 * stay.length);
  }

  #handOn(): void {
    for (let next = this.#line.shift(); next !== undefined; next = this.#line.shift()) {
      const hasTurn = next.isWanted();
      next.end(hasTurn);
      if (hasTurn) return;
    }
    this.#taken--;
  }
}
