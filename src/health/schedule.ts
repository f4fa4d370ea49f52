// When the probes of one endpoint run: for ever, one at a time, sooner while its verdict is changing.
import type { ProbeSpec } from '../zone/probe/spec.js';
import type { Cancel, Clock } from './clock.js';
import type { Gate } from './gate.js';
import type { ProbeResult } from './probe/result.js';

/** How much shorter an interval may be, as a part of it, so that endpoints do not march in step and none is late. */
const JITTER = 0.1;

/** The longest time from a failure of an endpoint that is up until it counts as down. */
export function detectionMs({
  intervalMs,
  fastMs,
  timeoutMs,
  fall,
}: Pick<ProbeSpec, 'intervalMs' | 'fastMs' | 'timeoutMs' | 'fall'>): number {
  return intervalMs + fall * timeoutMs + (fall - 1) * Math.min(fastMs, intervalMs);
}

export interface Course {
  readonly clock: Clock;
  readonly gate: Gate;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly timing: Pick<ProbeSpec, 'intervalMs' | 'fastMs'>;
  /** Must not reject. */
  readonly probe: () => Promise<ProbeResult>;
  /** Takes each result; answers whether the verdict is in transition. */
  readonly report: (result: ProbeResult) => boolean;
}

class Schedule {
  readonly #course: Course;
  #stopped = false;
  #cancel: Cancel = () => {};

  constructor(course: Course) {
    this.#course = course;
    this.#enter();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #enter(): void {
    this.#cancel = this.#course.gate.enter(() => this.#round());
  }

  async #round(): Promise<void> {
    const startedMs = this.#course.clock.now();
    const result = await this.#course.probe();
    if (this.#stopped) return;
    let changing = false;
    try {
      changing = this.#course.report(result);
    } finally {
      // A fault in a listener must not end the checks in silence; and a listener may have stopped them.
      if (!this.#stopped)
        this.#cancel = this.#course.clock.after(this.#delayMs(startedMs, changing), () => this.#enter());
    }
  }

  /** A period counts from the start of the last probe: one that has waited for its time limit is followed by the next at once. */
  #delayMs(startedMs: number, changing: boolean): number {
    const { clock, random, timing } = this.#course;
    const periodMs = changing
      ? Math.min(timing.fastMs, timing.intervalMs)
      : timing.intervalMs * (1 - JITTER * random());
    return Math.max(0, startedMs + periodMs - clock.now());
  }
}

/** Starts probing at once. Results that come after the stop are not reported. */
export function startSchedule(course: Course): Cancel {
  const schedule = new Schedule(course);
  return () => schedule.stop();
}
