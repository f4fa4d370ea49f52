// How much is under way at once: what comes beyond that waits in line.

export class Limiter {
  readonly #most: number;
  /** In the order in which they came. Who uses a limiter bounds how many wait. */
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param most the most tasks at once */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many stand in line. */
  get waiting(): number {
    return this.#waiting.length;
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
