// Which sources ask at once: each question takes a descriptor, and its answer takes time of the thread that probes.
import type { Clock } from '../time/clock.js';
import { Limiter } from '../time/limiter.js';
import { MAX_QUESTIONS } from './bounds.js';

/** A source whose last question took longer, or more work, is a heavy one. */
const SLOW_MS = 1_000;
const COSTLY_MS = 10;
/** After the work on an answer, sources that are costly or not known yet rest for so many times as long, all together. */
const SHARE = 3;

/** What a question has cost. */
export interface Cost {
  /** From its beginning to its end. */
  readonly tookMs: number;
  /** Time of this thread. */
  readonly workMs: number;
}

export class Questions {
  readonly #all: Limiter;
  readonly #fresh: Limiter;
  readonly #heavy: Limiter;
  /** Those that wait for the end of a rest do so one after the other. */
  readonly #rest = new Limiter(1);
  #restMs = 0;

  /** @param most the most at once; half of them for the first time, and a quarter of heavy sources */
  constructor(most: number) {
    this.#all = new Limiter(most);
    this.#fresh = new Limiter(Math.ceil(most / 2));
    this.#heavy = new Limiter(Math.ceil(most / 4));
  }

  /**
   * Runs it when it is its turn. Each source waits at most once.
   * @param last what its last question has cost; undefined for its first
   */
  run(clock: Clock, last: Cost | undefined, task: () => Promise<Cost>): Promise<Cost> {
    const ask = () => this.#all.run(async () => this.#charge(clock, await task()));
    const isHeavy = last !== undefined && (last.tookMs > SLOW_MS || last.workMs > COSTLY_MS);
    if (last !== undefined && !isHeavy) return ask();
    const few = isHeavy ? this.#heavy : this.#fresh;
    return few.run(() => (this.#restMs > clock.now() ? this.#rested(clock).then(ask) : ask()));
  }

  #charge(clock: Clock, cost: Cost): Cost {
    if (cost.workMs > 0) this.#restMs = Math.max(this.#restMs, clock.now()) + SHARE * cost.workMs;
    return cost;
  }

  #rested(clock: Clock): Promise<void> {
    return this.#rest.run(async () => {
      for (let leftMs = this.#restMs - clock.now(); leftMs >= 1; leftMs = this.#restMs - clock.now())
        await new Promise<void>(resolve => clock.after(leftMs, resolve));
    });
  }
}

const byClock = new WeakMap<Clock, Questions>();

/** Those of all sources that go by a clock, of which a process has one. */
export function questionsOf(clock: Clock): Questions {
  const known = byClock.get(clock) ?? new Questions(MAX_QUESTIONS);
  byClock.set(clock, known);
  return known;
}
