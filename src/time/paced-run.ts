// Something that is done soon after it is wanted, but not too often, and never twice at once.
import type { Cancel, Clock } from './clock.js';

/** How often. */
export interface Pace {
  /** What comes within this time of the first wish is done with it, in milliseconds. */
  readonly gatherMs: number;
  /** From one beginning to the next. */
  readonly leastMs: number;
  /** It rests so many times as long as it took. */
  readonly share: number;
}

export class PacedRun {
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  readonly #pace: Pace;
  readonly #run: () => Promise<void>;
  #cancel: Cancel | undefined;
  #nextMs = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  #isWanted = false;

  /** @param run never rejects */
  constructor(clock: Pick<Clock, 'now' | 'after'>, pace: Pace, run: () => Promise<void>) {
    this.#clock = clock;
    this.#pace = pace;
    this.#run = run;
  }

  /** Has it done, once for all wishes until it begins. */
  want(): void {
    if (this.#isRunning) this.#isWanted = true;
    else this.#cancel ??= this.#clock.after(this.#waitMs(), () => void this.#begin());
  }

  /** Takes back what was wanted and has not begun. */
  cancel(): void {
    this.#isWanted = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #waitMs(): number {
    return Math.max(this.#pace.gatherMs, this.#nextMs - this.#clock.now());
  }

  async #begin(): Promise<void> {
    this.#cancel = undefined;
    this.#isRunning = true;
    const beganMs = this.#clock.now();
    await this.#run();
    const endMs = this.#clock.now();
    const { leastMs, share } = this.#pace;
    this.#nextMs = Math.max(beganMs + leastMs, endMs + share * (endMs - beganMs));
    this.#isRunning = false;
    const isWanted = this.#isWanted;
    this.#isWanted = false;
    if (isWanted) this.want();
  }
}
