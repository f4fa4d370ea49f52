// Turns: long work in the control thread stops now and then, so that everybody else there has a turn.
import { setImmediate } from 'node:timers/promises';

/** How long a piece of work may go on before the others have theirs. */
const TURN_MS = 10;

/** Whether a piece of work has gone on for long, and the way to let others go first. */
export class Turns {
  #beganMs = performance.now();

  /** Whether others have waited for long. */
  get isOver(): boolean {
    return performance.now() - this.#beganMs >= TURN_MS;
  }

  /** Resolves when the others have had their turn: timers, sockets, probes. */
  async pass(): Promise<void> {
    await setImmediate();
    this.#beganMs = performance.now();
  }
}

/** The same items, between which others have their turn when making them has taken long. */
export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  const turns = new Turns();
  for (const item of items) {
    yield item;
    if (turns.isOver) await turns.pass();
  }
}
