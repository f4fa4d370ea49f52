// The gate that bounds how many probes run at once; the others wait in line.
import type { Cancel } from './clock.js';

export class Gate {
  readonly #limit: number;
  /** In the order of arrival; at most one per endpoint, as each waits for itself only. */
  readonly #waiting = new Set<() => Promise<void>>();
  #running = 0;

  /** @param limit the most tasks at once */
  constructor(limit: number) {
    this.#limit = limit;
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

  #admit(): void {
    for (const task of this.#waiting) {
      if (this.#running >= this.#limit) return;
      this.#waiting.delete(task);
      this.#running++;
      void task().finally(() => {
        this.#running--;
        this.#admit();
      });
    }
  }
}
