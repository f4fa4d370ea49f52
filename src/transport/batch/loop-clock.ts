// The clock of a thread without an event loop: its timers run when the thread's own loop comes to them.
import { type Cancel, type Clock, systemClock } from '../../time/clock.js';

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** For few timers at a time, however often they are set anew. */
export class LoopClock implements Clock {
  /** In the order in which they are due. */
  readonly #timers: Timer[] = [];
  #looks: Timer[] = [];
  #nowMs = 0;
  #isOver = true;

  /** That of the system as of the first question since time has {@link pass}ed: one query asks for it a dozen times. */
  now(): number {
    if (this.#isOver) {
      this.#nowMs = systemClock.now();
      this.#isOver = false;
    }
    return this.#nowMs;
  }

  /** To be called when something was waited for. */
  pass(): void {
    this.#isOver = true;
  }

  wallMs(): number {
    return systemClock.wallMs();
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { dueMs: this.now() + delayMs, run };
    let place = this.#timers.length;
    while (place > 0 && this.#timers[place - 1].dueMs > timer.dueMs) place--;
    this.#timers.splice(place, 0, timer);
    return () => take(this.#timers, timer);
  }

  afterLook(run: () => void): Cancel {
    const look = { dueMs: 0, run };
    this.#looks.push(look);
    return () => take(this.#looks, look);
  }

  /** Whether nothing is to be run. */
  get isEmpty(): boolean {
    return this.#timers.length === 0 && this.#looks.length === 0;
  }

  /** For how many whole milliseconds the loop may wait, at most `mostMs`. */
  waitMs(mostMs: number): number {
    if (this.#looks.length > 0) return 0;
    const [first] = this.#timers;
    if (first === undefined) return mostMs;
    this.pass();
    return Math.min(mostMs, Math.max(0, Math.ceil(first.dueMs - this.now())));
  }

  /** Runs what is due. To be called when all that had come has been seen to. */
  run(): void {
    this.pass();
    const looks = this.#looks;
    if (looks.length > 0) {
      this.#looks = [];
      for (let look = looks.shift(); look !== undefined; look = looks.shift()) look.run();
    }
    const nowMs = this.now();
    while (this.#timers.length > 0 && this.#timers[0].dueMs <= nowMs) this.#timers.shift()?.run();
  }
}

function take(timers: Timer[], timer: Timer): void {
  const place = timers.indexOf(timer);
  if (place >= 0) timers.splice(place, 1);
}
