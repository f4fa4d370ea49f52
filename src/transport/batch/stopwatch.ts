// A stopwatch that allocates nothing, which performance.now() does with every number.
import { type System, TIMESPEC } from './system.js';

/** What a stopwatch shows at most: two seconds, which fit a small integer. */
const MOST_NS = 2e9;

/** Shows nanoseconds since it was started. */
export class Stopwatch {
  readonly #system: System;
  readonly #time = new DataView(new ArrayBuffer(2 * TIMESPEC.SIZE));
  readonly #startAt: bigint;
  readonly #nowAt: bigint;

  constructor(system: System) {
    this.#system = system;
    this.#startAt = system.addressOf(this.#time.buffer);
    this.#nowAt = this.#startAt + BigInt(TIMESPEC.SIZE);
  }

  start(): void {
    this.#system.readClock(this.#startAt);
  }

  seconds(): number {
    return this.read() / 1e9;
  }

  /** Nanoseconds since the start, at most {@link MOST_NS}. */
  read(): number {
    this.#system.readClock(this.#nowAt);
    const time = this.#time;
    const seconds =
      time.getInt32(TIMESPEC.SIZE + TIMESPEC.SECONDS, true) - time.getInt32(TIMESPEC.SECONDS, true);
    if (seconds > 1) return MOST_NS;
    const from = time.getInt32(TIMESPEC.NANOSECONDS, true);
    return seconds * 1e9 + time.getInt32(TIMESPEC.SIZE + TIMESPEC.NANOSECONDS, true) - from;
  }
}
