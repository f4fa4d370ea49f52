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
  /** When the last look at the sockets began; undefined when there was nothing to do. */
  #lookingSinceMs: number | undefined;
  /** What the looks since the last spell took, and what that took. */
  #looksMs = 0;
  #spellMs = 0;

  /** Lets somebody have slices until there is no more to do; who waits for one already keeps the place. */
  add(worker: TakesTurns): void {
    this.#queue.add(worker.prefixes, worker);
    this.#call();
  }

  /**
   * A connection was accepted, and others may wait for that. Node accepts one at each look at the sockets, so that whoever comes
   * behind many would wait for as many spells. As long as some come, spells take half of the time.
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
    const nowMs = performance.now();
    this.#looksMs += nowMs - (this.#lookingSinceMs ?? nowMs);
    if (!this.#isHurried) this.#giveSpell(nowMs, SPELL_MS);
    else if (this.#looksMs >= this.#spellMs) this.#giveSpell(nowMs, 0);
    this.#isHurried = false;
    this.#isDue = false;
    this.#lookingSinceMs = this.#queue.isEmpty ? undefined : performance.now();
    if (!this.#queue.isEmpty) this.#call();
  };

  /** As long as the looks at the sockets took: clients that send very much do not leave others without answers. */
  #giveSpell(nowMs: number, leastMs: number): void {
    const endMs = nowMs + Math.min(Math.max(this.#looksMs, leastMs), MAX_SPELL_MS);
    do {
      const worker = this.#queue.take();
      if (worker?.work() === true) this.#queue.add(worker.prefixes, worker);
    } while (!this.#queue.isEmpty && performance.now() < endMs);
    this.#looksMs = 0;
    this.#spellMs = this.#queue.isEmpty ? 0 : performance.now() - nowMs;
  }
}
