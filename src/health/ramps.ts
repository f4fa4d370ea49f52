// Publishes lineups: at once or after a rest, and again when a weight that grows has come to its next step.
import type { Cancel, Clock } from '../time/clock.js';
import type { Steps } from '../time/turns.js';
import { TOGETHER } from './in-order.js';
import type { Watch } from './watch.js';
import type { WatchedPool } from './watched-pool.js';

/** To publish a lineup takes about a microsecond for each member: with this rest it takes a fiftieth of the time at most. */
const REST_MS_PER_MEMBER = 0.05;

/** A pool with fewer members takes no rest. */
const LARGE = 32;

export class Ramps {
  readonly #clock: Clock;
  /** Pools that rest, and whether they have changed meanwhile. */
  readonly #rests = new Map<Watch, { readonly cancel: Cancel; isOther: boolean }>();
  /** What ends the wait for the next step of a pool; one for each that has members coming back. */
  readonly #waits = new Map<Watch, Cancel>();
  /** Takes each pool whose lineup was published. */
  onWritten: ((watched: WatchedPool) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(watch: Watch): void {
    this.#waits.get(watch)?.();
    const leftMs = watch.advance(this.#clock.now());
    watch.write(this.onWritten);
    if (leftMs === undefined) this.#waits.delete(watch);
    else
      this.#waits.set(
        watch,
        this.#clock.after(leftMs, () => this.write(watch)),
      );
  }

  /** Publishes what a probe has changed; a large pool of which all members come and go is published once for many changes. */
  change(watch: Watch): void {
    const rest = this.#rests.get(watch);
    if (rest !== undefined) {
      rest.isOther = true;
      return;
    }
    this.write(watch);
    if (watch.endpoints.length >= LARGE) this.#rest(watch);
  }

  /** The same of many pools, some at a time. */
  *changeAll(watches: readonly Watch[]): Steps<void> {
    for (const [index, watch] of watches.entries()) {
      this.change(watch);
      if ((index + 1) % TOGETHER === 0) yield;
    }
  }

  /** Publishes all that rests. */
  flush(): void {
    for (const [watch, rest] of this.#rests) {
      rest.cancel();
      this.#rests.delete(watch);
      if (rest.isOther) this.write(watch);
    }
  }

  #rest(watch: Watch): void {
    const cancel = this.#clock.after(watch.endpoints.length * REST_MS_PER_MEMBER, () => {
      const { isOther } = this.#rests.get(watch)!;
      this.#rests.delete(watch);
      if (isOther) this.change(watch);
    });
    this.#rests.set(watch, { cancel, isOther: false });
  }

  /** Ends all waiting. */
  stop(): void {
    for (const { cancel } of this.#rests.values()) cancel();
    this.#rests.clear();
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
  }
}
