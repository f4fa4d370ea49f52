// Turns: those who have something to do get a slice of the thread one after the other, so that nobody's work delays anybody for long.

/** Who has work that can be done in slices. */
export interface TakesTurns {
  /** Does one slice, which must be short. @returns whether there is more that can be done now */
  work(): boolean;
}

/** So long slices are given before the event loop looks at sockets and timers again. */
const SPELL_MS = 2;

/** Gives slices in turn, after each look at the sockets. */
export class Turns {
  #queue: TakesTurns[] = [];
  /** Those before this place have had their slice. */
  #next = 0;
  readonly #queued = new Set<TakesTurns>();
  #isDue = false;

  /** Lets somebody have slices until there is no more to do; who waits for one already keeps the place. */
  add(worker: TakesTurns): void {
    if (this.#queued.has(worker)) return;
    this.#queued.add(worker);
    this.#queue.push(worker);
    this.#call();
  }

  #call(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#run);
  }

  readonly #run = (): void => {
    const endMs = performance.now() + SPELL_MS;
    do {
      const worker = this.#queue[this.#next++];
      this.#queued.delete(worker);
      if (worker.work()) this.add(worker);
    } while (this.#next < this.#queue.length && performance.now() < endMs);
    this.#queue = this.#queue.slice(this.#next);
    this.#next = 0;
    this.#isDue = false;
    if (this.#queue.length > 0) this.#call();
  };
}
