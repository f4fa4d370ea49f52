// Pieces of work in steps that must not mingle: one is done after another, by turns, or at once when that cannot wait.
import { atOnce, type Steps, Turns } from './turns.js';

type Outcome<Result> = { readonly value: Result } | { readonly error: unknown };

/** One piece of work, and what came of it. */
class Job<Result> {
  readonly #steps: Steps<Result>;
  outcome: Outcome<Result> | undefined;

  constructor(steps: Steps<Result>) {
    this.#steps = steps;
  }

  step(): void {
    try {
      const step = this.#steps.next();
      if (step.done === true) this.outcome = { value: step.value };
    } catch (error) {
      this.outcome = { error };
    }
  }
}

/** Does one piece of work after another. Whoever waits for his own does steps of the first. */
export class OneAtATime {
  /** The first is under way. */
  readonly #jobs: Job<unknown>[] = [];
  #isInStep = false;

  /** How many are not done yet. */
  get length(): number {
    return this.#jobs.length;
  }

  /** Does a piece of work after those that wait already; others have their turn between steps. @throws what it throws */
  async byTurns<Result>(steps: Steps<Result>): Promise<Result> {
    const job = this.#add(steps);
    const turns = new Turns();
    while (job.outcome === undefined) {
      if (turns.isOver || this.#jobs[0] !== job) await turns.pass();
      // It may have been done meanwhile by somebody who could not wait.
      if (job.outcome === undefined) this.#step();
    }
    return resultOf(job.outcome);
  }

  /** Does all that waits, and then this, before it returns; what a step of a piece of work asks for is a part of that. @throws what it throws */
  atOnce<Result>(steps: Steps<Result>): Result {
    if (this.#isInStep) return atOnce(steps);
    const job = this.#add(steps);
    while (job.outcome === undefined) this.#step();
    return resultOf(job.outcome);
  }

  #add<Result>(steps: Steps<Result>): Job<Result> {
    const job = new Job(steps);
    this.#jobs.push(job);
    return job;
  }

  #step(): void {
    const [first] = this.#jobs;
    this.#isInStep = true;
    first.step();
    this.#isInStep = false;
    if (first.outcome !== undefined) this.#jobs.shift();
  }
}

function resultOf<Result>(outcome: Outcome<Result>): Result {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
