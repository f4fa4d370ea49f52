// A clock whose timers come late, as they do when the loop is held up.
import type { Cancel } from '../../src/time/clock.js';
import { FakeClock } from './fake-clock.js';

export class HeldClock extends FakeClock {
  #heldMs = 0;
  /** What comes in before {@link afterLook} is over. */
  beforeLook: (() => void) | undefined;

  override now(): number {
    return super.now() + this.#heldMs;
  }

  override afterLook(run: () => void): Cancel {
    return super.afterLook(() => {
      this.beforeLook?.();
      run();
    });
  }

  /** Nothing runs for so long. */
  hold(ms: number): void {
    this.#heldMs += ms;
  }
}
