// The first round of probes: who has no verdict yet, and who waits for that.
import type { Clock } from '../time/clock.js';
import type { Endpoint } from './endpoint.js';

export class FirstRound {
  readonly #clock: Clock;
  #unjudged = new Set<Endpoint>();
  readonly #waiters = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins with these, of which some may have had results already; others are not waited for any more. */
  begin(endpoints: readonly Endpoint[]): void {
    this.#unjudged = new Set(endpoints.filter(({ checks }) => checks === 0));
    this.#endIfOver();
  }

  /** Takes a result into account. One that changes its state is waited for, since the next probes come soon. */
  take(endpoint: Endpoint): void {
    if (!endpoint.inTransition) this.leave(endpoint);
  }

  /** Waits no more for one. */
  leave(endpoint: Endpoint): void {
    this.#unjudged.delete(endpoint);
    this.#endIfOver();
  }

  /** Resolves when it is over, or after the time limit. */
  over(timeoutMs: number): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        cancel();
        this.#waiters.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(timeoutMs, done);
      this.#waiters.add(done);
      this.#endIfOver();
    });
  }

  #endIfOver(): void {
    if (this.#unjudged.size === 0) for (const done of this.#waiters) done();
  }
}
