// The gate that bounds how many probes run at once, and how many begin together; the others wait in line.
import type { Cancel, Clock } from '../time/clock.js';

/** So many begin before the process looks what has become of those that run. */
const BURST = 32;

export class Gate {
  #limit: number;
  /** In the order of arrival; at most one per endpoint, as each waits for itself only. */
  readonly #waiting = new Set<() => Promise<void>>();
  #running = 0;
  #begun = 0;
  readonly #clock: Clock;
  #pause: Cancel | undefined;

  /** @param limit the most tasks at once */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  get limit(): number {
    return this.#limit;
  }

  /** A lower one ends no task that runs. */
  set limit(limit: number) {
    this.#limit = limit;
    this.#admit();
  }

  get running(): number {
    return this.#running;
  }

  /** How many stand in line. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Runs the task as soon as there is room.
   * @returns what takes it out of the line; no effect on a task that runs already
   */
  enter(task: () => Promise<void>): Cancel {
    this.#waiting.add(task);
    this.#admit();
    return () => this.#waiting.delete(task);
  }

  /**
   * Begins some, and the others when what has happened to those is seen to: a process that only begins would find the answers of
   * them all too late.
   */
  #admit(): void {
    for (const task of this.#waiting) {
      if (this.#running >= this.#limit) return;
      if (this.#begun >= BURST) {
        this.#pause ??= this.#clock.after(0, () => {
          this.#pause = undefined;
          this.#begun = 0;
          this.#admit();
        });
        return;
      }
      this.#waiting.delete(task);
      this.#running++;
      this.#begun++;
      void task().finally(() => {
        this.#running--;
        this.#admit();
      });
    }
  }
}
