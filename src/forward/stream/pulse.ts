// When something was heard on a connection to an upstream, and what it means when nothing is.
import type { LoopWatch } from '../../time/loop-watch.js';

/** So long without an octet, or without a whole message, and others are better for new queries. */
const STUCK_MS = 250;
const DRIPPING_MS = 1000;
/** So long without an octet, and the path is taken for lost; if it has answered before its queries go elsewhere. */
const LOST_MS = 1000;
/** So long without a whole message while octets drip in, and nothing more is to be had. */
const MESSAGE_MS = 5000;

/** All times are those of the loop, so that nobody is blamed for a machine that stood still. */
export class Pulse {
  readonly #watch: LoopWatch;
  /** The last octet, and the last whole message. */
  #heardMs: number;
  #messageMs: number;
  /** The first query after a rest. */
  #busyMs = 0;

  constructor(watch: LoopWatch) {
    this.#watch = watch;
    this.#heardMs = watch.now();
    this.#messageMs = this.#heardMs;
  }

  /** It may be written to. */
  opened(): void {
    this.heard();
    this.heardMessage();
  }

  /** Octets came. */
  heard(): void {
    this.#heardMs = this.#watch.now();
  }

  /** A whole message came. */
  heardMessage(): void {
    this.#messageMs = this.#watch.now();
  }

  /** The first query after a rest is taken to it. */
  becomesBusy(): void {
    this.#busyMs = this.#watch.now();
  }

  /** Of one with queries: whether nothing has come for a while. */
  get isStuck(): boolean {
    return this.#silentMs >= STUCK_MS || this.#wholeMs >= DRIPPING_MS;
  }

  /** Of one with queries: whether nothing is to be expected any more. @param hasAnswered whether it ever did */
  isLost(hasAnswered: boolean): boolean {
    const wholeMs = this.#wholeMs;
    const isCrawling = this.#silentMs < wholeMs && wholeMs >= MESSAGE_MS;
    return isCrawling || (hasAnswered && this.#silentMs >= LOST_MS);
  }

  /** Whether not an octet came to a query that was taken in at `sinceMs`, for as long as that can take. */
  wasSilentTo(sinceMs: number): boolean {
    return this.#heardMs <= sinceMs && this.#watch.now() - sinceMs >= LOST_MS;
  }

  /** Since the last whole message. */
  get #wholeMs(): number {
    return this.#watch.now() - Math.max(this.#messageMs, this.#busyMs);
  }

  get #silentMs(): number {
    return this.#watch.now() - Math.max(this.#heardMs, this.#busyMs);
  }
}
