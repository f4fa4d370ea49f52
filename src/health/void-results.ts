// Results that say nothing of what was probed, such as those of a machine that was in trouble meanwhile.
import { type ProbeResult, VOID, type Void } from '../probe/result.js';
import type { Cancel, Clock } from '../time/clock.js';
import type { Endpoint } from './endpoint.js';
import type { VoidEvent } from './events.js';

/** So often in a row a stall excuses a failure: a machine that always stands still must find out some time. */
const MOST_STALLS = 2;

/** The first is told at once, and what comes after it so often. */
const TELL_MS = 60_000;

export class VoidResults {
  readonly #clock: Clock;
  readonly #tell: (event: VoidEvent) => void;
  readonly #stalls = new WeakMap<Endpoint, number>();
  readonly #counts = new Map<Void, number>(Object.values(VOID).map(by => [by, 0]));
  /** Those that were not told of yet, by reason. */
  readonly #untold = new Map<Void, { count: number; text: string }>();
  #cancel: Cancel | undefined;
  #outageEndedMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, tell: (event: VoidEvent) => void = () => {}) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** How many there were, by reason. */
  get counts(): ReadonlyMap<Void, number> {
    return this.#counts;
  }

  /** The network is there again: what began before was still in the outage. */
  endOutage(): void {
    this.#outageEndedMs = this.#clock.now();
  }

  /** Why a result does not count; undefined when it does. @param beganMs when the probe began */
  take(endpoint: Endpoint, result: ProbeResult, beganMs: number): Void | undefined {
    const by = this.#reason(endpoint, result, beganMs);
    if (by !== VOID.STALL) this.#stalls.delete(endpoint);
    if (by === undefined) return undefined;
    this.#counts.set(by, (this.#counts.get(by) ?? 0) + 1);
    const { count } = this.#untold.get(by) ?? { count: 0 };
    this.#untold.set(by, { count: count + 1, text: result.text });
    if (this.#cancel === undefined) this.#report();
    return by;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #reason(endpoint: Endpoint, { ok, voidBy }: ProbeResult, beganMs: number): Void | undefined {
    if (ok) return undefined;
    if (voidBy === VOID.SHORTAGE || voidBy === VOID.UNSAID) return voidBy;
    if (beganMs < this.#outageEndedMs) return VOID.OUTAGE;
    if (voidBy !== VOID.STALL) return undefined;
    const stalls = (this.#stalls.get(endpoint) ?? 0) + 1;
    this.#stalls.set(endpoint, stalls);
    return stalls <= MOST_STALLS ? VOID.STALL : undefined;
  }

  #report(): void {
    this.#cancel = undefined;
    if (this.#untold.size === 0) return;
    for (const [by, { count, text }] of this.#untold) this.#tell({ by, count, text });
    this.#untold.clear();
    this.#cancel = this.#clock.after(TELL_MS, () => this.#report());
  }
}
