// A time limit for others that may begin again and again, such as that of an idle connection: a stall of this machine does not
// count against them.
import type { Cancel, Clock } from './clock.js';
import { STALL_MS } from './loop-watch.js';

/** Timers count whole milliseconds. */
const ROUNDING_MS = 1;

export class TimeLimit {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #expired: () => void;
  #dueMs = 0;
  #isExtended = false;
  #isOver = false;
  #cancel: Cancel | undefined;

  /** Begins at once. @param expired is called when the time is over, and may {@link restart} it */
  constructor(clock: Clock, limitMs: number, expired: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#expired = expired;
    this.restart();
  }

  /** The whole time begins again, unless it was ended. */
  restart(): void {
    this.#isExtended = false;
    this.#begin();
  }

  end(): void {
    this.#isOver = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The timer goes on as it was set, so that who asks often does not set one each time. */
  #begin(): void {
    if (this.#isOver) return;
    this.#dueMs = this.#clock.now() + this.#limitMs;
    this.#cancel ??= this.#clock.after(this.#limitMs, this.#look);
  }

  readonly #look = (): void => {
    this.#cancel = undefined;
    const leftMs = this.#dueMs - this.#clock.now();
    if (leftMs >= ROUNDING_MS) this.#cancel = this.#clock.after(leftMs, this.#look);
    else if (leftMs > -STALL_MS || this.#isExtended) this.#cancel = this.#clock.afterLook(this.#last);
    else {
      // Nobody could look while the time ran out. That is granted once, or a machine that is always late would keep all there is.
      this.#isExtended = true;
      this.#begin();
    }
  };

  /** What has come meanwhile was read, and may have begun the time again. */
  readonly #last = (): void => {
    this.#cancel = undefined;
    if (this.#dueMs - this.#clock.now() >= ROUNDING_MS) this.#look();
    else this.#expired();
  };
}
