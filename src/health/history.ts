// The last transitions of each endpoint, in rings of bounded length.
import type { State } from './verdict/verdict.js';

export interface Transition {
  /** On the engine's clock. */
  readonly atMs: number;
  readonly from: State;
  readonly to: State;
  readonly reason: string;
}

/** Transitions that are kept of an endpoint. */
const KEPT = 8;

const NONE: readonly Transition[] = [];

export class History {
  readonly #byKey = new Map<string, readonly Transition[]>();

  /** @param key of the endpoint: others at the same address are probed in another way, and have a history of their own */
  add(key: string, transition: Transition): void {
    this.#byKey.set(key, [...this.of(key), transition].slice(-KEPT));
  }

  /** The oldest first. */
  of(key: string): readonly Transition[] {
    return this.#byKey.get(key) ?? NONE;
  }

  /** What is known of one endpoint is that of another, which takes its place. */
  pass(former: string, key: string): void {
    const known = this.#byKey.get(former);
    if (known !== undefined) this.#byKey.set(key, known);
  }

  /** Forgets all endpoints but these. */
  keep(keys: ReadonlySet<string> | ReadonlyMap<string, unknown>): void {
    for (const key of this.#byKey.keys()) if (!keys.has(key)) this.#byKey.delete(key);
  }
}
