// One reading of a file for all who ask before it begins: many members are told of by one file.
import type { Clock } from '../../time/clock.js';

/** The least time from the begin of a reading to that of the next one, in ms. */
export const MOMENT_MS = 10;

/** Readings one after another. None is older than the question that it answers. */
export class CommonReading<Result> {
  readonly #look: (begun: () => void) => Promise<Result>;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  #beganMs = Number.NEGATIVE_INFINITY;
  /** The one that is under way, or has ended. */
  #former: Promise<unknown> = Promise.resolve();
  /** The one that has not begun. */
  #next: Promise<Result> | undefined;

  /** @param look reads, and calls `begun` when it does not wait any more; who asks later gets the next reading */
  constructor(look: (begun: () => void) => Promise<Result>, clock: Pick<Clock, 'now' | 'after'>) {
    this.#look = look;
    this.#clock = clock;
  }

  /** What the next reading finds. Rejects as that does. */
  read(): Promise<Result> {
    if (this.#next === undefined) {
      this.#next = this.#readAfter(this.#former);
      this.#former = this.#next.catch(() => {});
    }
    return this.#next;
  }

  async #readAfter(former: Promise<unknown>): Promise<Result> {
    await former;
    const waitMs = this.#beganMs + MOMENT_MS - this.#clock.now();
    if (waitMs > 0) await new Promise<void>(resolve => this.#clock.after(waitMs, resolve));
    return this.#look(() => {
      this.#next = undefined;
      this.#beganMs = this.#clock.now();
    });
  }
}
