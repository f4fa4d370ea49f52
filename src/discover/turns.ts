// How many sources ask at once: each question takes a descriptor, which probes and clients need, too.
import { MAX_QUESTIONS } from './bounds.js';

export class Turns {
  readonly #most: number;
  /** In the order in which they came. Each source waits at most once. */
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Runs it when it is its turn. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#taken < this.#most) this.#taken++;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken--;
      else next();
    }
  }
}

/** Of all sources that are polled. */
export const questions = new Turns(MAX_QUESTIONS);
