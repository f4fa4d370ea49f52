// The last transitions of each endpoint, in rings of bounded length.
import type { State } from './judge.js';

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
  readonly #byName = new Map<string, Transition[]>();

  /** @param name of the endpoint: address and port */
  add(name: string, transition: Transition): void {
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [transition]);
    else if (known.push(transition) > KEPT) known.shift();
  }

  /** The oldest first. */
  of(name: string): readonly Transition[] {
    return this.#byName.get(name) ?? NONE;
  }

  /** Forgets all endpoints but these. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.#byName.keys()) if (!names.has(name)) this.#byName.delete(name);
  }
}
