// What can be fuzzed: something that takes octets, and says when it took them badly.

/** Of what comes from strangers. */
export const STRANGERS_MS = 100;

/** One thing that reads what others send or write. */
export interface Target {
  readonly name: string;
  /** No input may take longer, in milliseconds: what comes from strangers 100, what an operator wrote more. */
  readonly mostMs: number;
  /** Reads the octets as the product does. @throws Error when what follows is not as it has to be */
  take(octets: Buffer): void | Promise<void>;
  /** Waits until nothing is under way any more, so that memory can be compared. */
  rest?(): Promise<void>;
  /** Lets go of what it opened. */
  close?(): void;
}

/** @throws Error that says what does not hold */
export function mustBe(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
