// Questions that no upstream answered lately: they are not asked again at once (RFC 9520 §3.2).

/** How many are remembered. */
const MOST = 1000;
/** A failure holds so long at first, and twice as long each time that it follows another one. */
const FIRST_MS = 1000;
const LONGEST_MS = 5000;
/** Longer answers are not failures that are worth their room. */
const MAX_ANSWER = 1232;

interface Failed {
  readonly answer: Uint8Array;
  readonly untilMs: number;
  readonly forMs: number;
}

export class FailureMemory {
  /** Those that failed first come first. */
  readonly #failed = new Map<string, Failed>();

  get size(): number {
    return this.#failed.size;
  }

  /** What the last ones who asked were answered, if that still holds. */
  find(key: string, nowMs: number): Uint8Array | undefined {
    if (this.#failed.size === 0) return undefined;
    const known = this.#failed.get(key);
    return known !== undefined && nowMs < known.untilMs ? known.answer : undefined;
  }

  /** @param answer is copied */
  remember(key: string, answer: Uint8Array, nowMs: number): void {
    if (answer.length > MAX_ANSWER) return;
    const known = this.#failed.get(key);
    // One that failed long ago fails for the first time.
    const follows = known !== undefined && nowMs < known.untilMs + LONGEST_MS;
    const forMs = follows ? Math.min(LONGEST_MS, known.forMs * 2) : FIRST_MS;
    this.#failed.delete(key);
    if (this.#failed.size >= MOST)
      for (const oldest of this.#failed.keys()) {
        this.#failed.delete(oldest);
        break;
      }
    this.#failed.set(key, { answer: new Uint8Array(answer), untilMs: nowMs + forMs, forMs });
  }

  forget(key: string): void {
    if (this.#failed.size > 0) this.#failed.delete(key);
  }

  clear(): void {
    this.#failed.clear();
  }
}
