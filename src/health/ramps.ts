// Publishes lineups, and does so again when a weight that grows has come to its next step.
import type { Cancel, Clock } from '../time/clock.js';
import type { Watch } from './watch.js';

export class Ramps {
  readonly #clock: Clock;
  /** What ends the wait for the next step of a pool; one for each that has members coming back. */
  readonly #waits = new Map<Watch, Cancel>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(watch: Watch): void {
    this.#waits.get(watch)?.();
    const leftMs = watch.advance(this.#clock.now());
    watch.write();
    if (leftMs === undefined) this.#waits.delete(watch);
    else
      this.#waits.set(
        watch,
        this.#clock.after(leftMs, () => this.write(watch)),
      );
  }

  /** Ends all waiting. */
  stop(): void {
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
  }
}
