// The gate that bounds how many probes run at once, and how many begin together; the others wait in line.
import type { Cancel, Clock } from '../time/clock.js';
import { StartWindow } from './start-window.js';

/** So many begin before the process looks what has become of those that run. */
const BURST = 32;

/** How soon it looks again whether those that began are over their first moments. */
const LOOK_MS = 20;

export class Gate {
  #limit: number;
  /** In the order of arrival; at most one per endpoint, as each waits for itself only. */
  readonly #waiting = new Set<() => Promise<void>>();
  #running = 0;
  #begun = 0;
  readonly #clock: Clock;
  readonly #window: StartWindow;
  #pause: Cancel | undefined;
  #look: Cancel | undefined;

  /**
   * @param limit the most tasks at once
   * @param load the part of the time since the last call in which this thread was busy
   */
  constructor(limit: number, clock: Clock, load: () => number = () => 0) {
    this.#limit = limit;
    this.#clock = clock;
    this.#window = new StartWindow(clock, load);
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
      if (!this.#window.hasRoom()) {
        this.#look ??= this.#clock.after(LOOK_MS, () => {
          this.#look = undefined;
          this.#admit();
        });
        return;
      }
      this.#waiting.delete(task);
      this.#begin(task);
    }
  }

  #begin(task: () => Promise<void>): void {
    this.#running++;
    this.#begun++;
    const start = this.#window.begin();
    void task().finally(() => {
      this.#running--;
      this.#window.end(start);
      this.#admit();
    });
  }
}
