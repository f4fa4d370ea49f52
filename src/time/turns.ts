// Turns: long work in the control thread stops now and then, so that everybody else there has a turn.
import { setImmediate } from 'node:timers/promises';

/** How long a piece of work may go on before the others have theirs. */
const TURN_MS = 5;

/** Whether a piece of work has gone on for long, and the way to let others go first. */
export class Turns {
  /** Resolves when the last piece of work that waits has its turn: a round of the event loop has room for one, however many wait. */
  static #last: Promise<void> = Promise.resolve();
  #beganMs = performance.now();

  /** Whether others have waited for long. */
  get isOver(): boolean {
    return performance.now() - this.#beganMs >= TURN_MS;
  }

  /** Resolves when the others have had their turn: timers, sockets, probes, and the work that waits already. */
  async pass(): Promise<void> {
    Turns.#last = Turns.#last.then(() => setImmediate());
    await Turns.#last;
    this.#beganMs = performance.now();
  }
}

/** The same items, between which others have their turn when making them has taken long. */
export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  const turns = new Turns();
  for (const item of items) {
    // What is done with an item may take long, too.
    if (turns.isOver) await turns.pass();
    yield item;
    if (turns.isOver) await turns.pass();
  }
}

/** Work in steps: wherever it yields others may have their turn. It returns what comes of it. */
export type Steps<Result> = Generator<void, Result, void>;

/** Does all steps at once. @throws what they throw */
export function atOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Small items of which one step takes care. */
const FEW = 64;

/** What is made of each item. @param itemsOfStep after how many others may have their turn */
export function* mapped<Item, Made>(
  items: readonly Item[],
  make: (item: Item, index: number) => Made,
  itemsOfStep = FEW,
): Steps<Made[]> {
  const made: Made[] = [];
  for (const [index, item] of items.entries()) {
    if (index % itemsOfStep === 0) yield;
    made.push(make(item, index));
  }
  return made;
}

async function passing<Result>(turns: Turns, steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) {
    if (turns.isOver) await turns.pass();
    step = steps.next();
  }
  return step.value;
}

/** Does one step after another, between which others have their turn when they have taken long. @throws what they throw */
export function byTurns<Result>(steps: Steps<Result>): Promise<Result> {
  return passing(new Turns(), steps);
}

/** As {@link inTurns}, of items each of which is made in steps. */
export async function* madeInTurns<Item>(items: Iterable<Steps<Item>>): AsyncGenerator<Item, void, void> {
  const turns = new Turns();
  for (const steps of items) {
    const item = await passing(turns, steps);
    if (turns.isOver) await turns.pass();
    yield item;
    if (turns.isOver) await turns.pass();
  }
}
