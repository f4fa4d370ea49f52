// How long the loop of this thread was held up: time in which it could look at nothing.
import type { Cancel, Clock } from './clock.js';

/** How often it looks while anybody wants to know. */
const LOOK_MS = 20;

/** So late is a timer on any machine. */
const SLACK_MS = 5;

/** By so much the system's clock goes ahead of one that does not run while the machine is suspended, or is set. */
const AHEAD_MS = 1000;

/** A single time of being held up that is long enough for others to have given up on us. */
export const STALL_MS = 250;

export class LoopWatch {
  readonly #clock: Clock;
  #lookedMs: number;
  #wallMs: number;
  #heldMs = 0;
  #stalledMs = Number.NEGATIVE_INFINITY;
  #watchers = 0;
  #cancel: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lookedMs = clock.now();
    this.#wallMs = clock.wallMs();
  }

  /** The time on the clock without that in which the loop was held up, as long as somebody {@link watch}es. */
  now(): number {
    if (this.#clock.now() !== this.#lookedMs) this.#look();
    return this.#lookedMs - this.#heldMs;
  }

  /** Whether the loop, or the machine, has stood still for long since then, on the clock. */
  hasStalledSince(ms: number): boolean {
    this.#look();
    return this.#stalledMs > ms;
  }

  /** Measures from now on, until each who asked for it has ended that. */
  watch(): Cancel {
    // Until now nobody was there to look.
    if (this.#watchers++ === 0) this.#begin();
    else this.#look();
    this.#cancel ??= this.#clock.after(LOOK_MS, this.#again);
    return () => {
      if (--this.#watchers > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  }

  readonly #again = (): void => {
    this.#look();
    this.#cancel = this.#clock.after(LOOK_MS, this.#again);
  };

  #begin(): void {
    this.#lookedMs = this.#clock.now();
    this.#wallMs = this.#clock.wallMs();
  }

  #look(): void {
    const [beforeMs, wallMs] = [this.#lookedMs, this.#wallMs];
    this.#begin();
    const nowMs = this.#lookedMs;
    const lateMs = nowMs - beforeMs - LOOK_MS;
    const aheadMs = this.#wallMs - wallMs - (nowMs - beforeMs);
    if (this.#watchers > 0 && aheadMs >= AHEAD_MS) this.#stalledMs = nowMs;
    if (this.#watchers === 0 || lateMs <= SLACK_MS) return;
    this.#heldMs += lateMs;
    if (lateMs >= STALL_MS) this.#stalledMs = nowMs;
  }
}

const watches = new WeakMap<Clock, LoopWatch>();

/** The one watch of the loop in which the timers of this clock run. */
export function loopWatch(clock: Clock): LoopWatch {
  const watch = watches.get(clock) ?? new LoopWatch(clock);
  watches.set(clock, watch);
  return watch;
}
