// Turns: those who have something to do get a slice of the thread one after the other, so that nobody's work delays anybody for long.
import type { Prefixes } from '../dns/client-prefix.js';
import { FairQueue } from './fair-queue.js';

/** Who has work that can be done in slices. */
export interface TakesTurns {
  /** For whom it is done. */
  readonly prefixes: Prefixes;
  /** Does one slice, which must be short. @returns whether there is more that can be done now */
  work(): boolean;
}

/** So long slices are given before the event loop looks at sockets and timers again, or longer if that look took longer. */
const SPELL_MS = 2;
const MAX_SPELL_MS = 20;

/** Gives slices in turn, after each look at the sockets. */
export class Turns {
  readonly #queue = new FairQueue<TakesTurns>();
  #isDue = false;
  #isHurried = false;
  /** When the last spell ended with work left; undefined when there was none. */
  #endedMs: number | undefined;

  /** Lets somebody have slices until there is no more to do; who waits for one already keeps the place. */
  add(worker: TakesTurns): void {
    this.#queue.add(worker.prefixes, worker);
    this.#call();
  }

  /**
   * A connection was accepted: the next spell is no longer than the look at the sockets was. Node accepts one connection at each
   * look, so that whoever comes behind many others would wait for as many spells.
   */
  hurry(): void {
    this.#isHurried = true;
  }

  #call(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#run);
  }

  readonly #run = (): void => {
    const endMs = this.#spellEnd(performance.now());
    do {
      const worker = this.#queue.take();
      if (worker?.work() === true) this.#queue.add(worker.prefixes, worker);
    } while (!this.#queue.isEmpty && performance.now() < endMs);
    this.#isDue = false;
    this.#endedMs = this.#queue.isEmpty ? undefined : performance.now();
    if (!this.#queue.isEmpty) this.#call();
  };

  /** As long as the look at the sockets took: clients that send very much do not leave others without answers. */
  #spellEnd(nowMs: number): number {
    const lookMs = nowMs - (this.#endedMs ?? nowMs);
    const leastMs = this.#isHurried ? 0 : SPELL_MS;
    this.#isHurried = false;
    return nowMs + Math.min(Math.max(lookMs, leastMs), MAX_SPELL_MS);
  }
}
