// Results one after another: one that concerns very many pools is taken in by steps, and others that come meanwhile wait for it.
import { type Steps, Turns } from '../time/turns.js';

/** So many pools are seen to in one step. */
export const TOGETHER = 32;

/** One that is under way, or waits. */
interface Task {
  readonly steps: Steps<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export class InOrder {
  /** The first is under way. Who hands results in waits for each, and so bounds how many there are. */
  readonly #line: Task[] = [];
  readonly #newTurns: () => Pick<Turns, 'isOver' | 'pass'>;
  #isStepping = false;

  /** @param newTurns says when others are to have their turn */
  constructor(newTurns: () => Pick<Turns, 'isOver' | 'pass'> = () => new Turns()) {
    this.#newTurns = newTurns;
  }

  /** Does the steps, at once if nothing is under way and they take no longer than a turn. @throws what they throw */
  take<Result>(steps: Steps<Result>): Result | Promise<Result> {
    if (this.#line.length === 0) {
      const turns = this.#newTurns();
      do {
        const step = this.#next(steps);
        if (step.done === true) return step.value;
      } while (!turns.isOver);
    }
    return new Promise((resolve, reject) => {
      this.#line.push({ steps, resolve, reject });
      if (this.#line.length === 1) void this.#run();
    });
  }

  /** Does all that is under way and waits, at once. Within a step of it, it is left as it is. */
  finish(): void {
    while (this.#line.length > 0 && !this.#isStepping) this.#advance();
  }

  async #run(): Promise<void> {
    const turns = this.#newTurns();
    while (this.#line.length > 0) {
      await turns.pass();
      do this.#advance();
      while (this.#line.length > 0 && !turns.isOver);
    }
  }

  /** Does a step of the first. */
  #advance(): void {
    const [task] = this.#line;
    if (task === undefined) return;
    try {
      const step = this.#next(task.steps);
      if (step.done !== true) return;
      this.#line.shift();
      task.resolve(step.value);
    } catch (error) {
      this.#line.shift();
      task.reject(error);
    }
  }

  #next<Result>(steps: Steps<Result>): IteratorResult<void, Result> {
    this.#isStepping = true;
    try {
      return steps.next();
    } finally {
      this.#isStepping = false;
    }
  }
}
