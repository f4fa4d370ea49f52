// The watchdog: checks now and then that probes still run, and reports when they do not.
import type { Cancel, Clock } from '../time/clock.js';
import type { Endpoint } from './endpoint.js';
import type { LateEvent } from './events.js';

const LOOK_MS = 5000;

/** Rounds that may be missed. */
const PATIENCE = 3;

/** How long ago its last probe began, if that is too long; undefined when it is not, and of one that is not probed. */
export function lateMs({ isProbed, pace, probedMs, spec }: Endpoint, nowMs: number): number | undefined {
  if (!isProbed) return undefined;
  const periodMs = pace === 'down' ? spec.downIntervalMs : spec.intervalMs;
  const agoMs = nowMs - probedMs;
  return agoMs > PATIENCE * periodMs + spec.timeoutMs ? agoMs : undefined;
}

/** What the watchdog looks at, and where it reports. */
export interface Watched {
  endpoints(): Iterable<Endpoint>;
  /** Probes that wait for others to end. */
  waiting(): number;
  /** Called when some begin to be late, and when none is any more. */
  onLate?(event: LateEvent): void;
}

export class Watchdog {
  readonly #clock: Clock;
  readonly #watched: Watched;
  #cancel: Cancel | undefined;
  #late = 0;

  constructor(clock: Clock, watched: Watched) {
    this.#clock = clock;
    this.#watched = watched;
  }

  /** How many endpoints were late when it looked last. */
  get late(): number {
    return this.#late;
  }

  /** One timer, whatever there is to watch; nothing happens when it runs. */
  start(): void {
    if (this.#cancel === undefined) this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(): void {
    const beganMs = this.#clock.now();
    this.#cancel = this.#clock.after(LOOK_MS, () => {
      const nowMs = this.#clock.now();
      this.#wait();
      // When this process stood still, all are late, and about to be probed.
      if (nowMs - beganMs <= 2 * LOOK_MS) this.#look(nowMs);
    });
  }

  #look(nowMs: number): void {
    const late = [...this.#watched.endpoints()].filter(endpoint => lateMs(endpoint, nowMs) !== undefined);
    const wereLate = this.#late > 0;
    this.#late = late.length;
    if (late.length > 0 === wereLate) return;
    const agoMs = late.reduce((ms, { probedMs }) => Math.max(ms, nowMs - probedMs), 0);
    const waiting = this.#watched.waiting();
    this.#watched.onLate?.({ late: late.length, endpoint: late[0]?.name, agoMs, waiting });
  }
}
