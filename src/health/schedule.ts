// When the probes of one endpoint run: for ever, one at a time, sooner while its verdict is changing.

import type { ProbeResult } from '../probe/result.js';
import type { ProbeSpec } from '../probe/spec.js';
import type { Cancel, Clock } from '../time/clock.js';
import type { Gate } from './gate.js';
import type { Pace } from './verdict/judge.js';

/** How much shorter an interval may be, as a part of it, so that endpoints do not march in step and none is late; the first is anything up to a whole one. */
export const JITTER = 0.1;

type Timing = Pick<ProbeSpec, 'intervalMs' | 'fastMs' | 'downIntervalMs'>;

/** The period while a transition is under way, which is never slower than without one. */
function changingMs({ intervalMs, fastMs }: Pick<Timing, 'intervalMs' | 'fastMs'>): number {
  return Math.min(fastMs, intervalMs);
}

/**
 * The longest time from a failure of an endpoint that is up until it counts as down: the failure comes right after a
 * probe has begun, and each of the next `fall` takes its time limit. Periods count from start to start.
 */
export function detectionMs(timing: Pick<ProbeSpec, 'intervalMs' | 'fastMs' | 'timeoutMs' | 'fall'>): number {
  const { intervalMs, timeoutMs, fall } = timing;
  return intervalMs + (fall - 1) * Math.max(timeoutMs, changingMs(timing)) + timeoutMs;
}

export interface Course {
  readonly clock: Clock;
  readonly gate: Gate;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly timing: Timing;
  /** Must not reject. */
  readonly probe: () => Promise<ProbeResult>;
  /** Takes each result of a probe that began then; answers how soon the next one is wanted, later when it has to wait for others. */
  readonly report: (result: ProbeResult, beganMs: number) => Next | Promise<Next>;
}

/** How soon the next probe is wanted: at once, or after a pause in which this machine may recover, when a result says nothing. */
export type Next = Pace | 'again' | 'pause';

/** The longest such pause; the shortest is half of it. */
const PAUSE_MS = 1000;

class Schedule {
  readonly #course: Course;
  #stopped = false;
  /** Whether it is out of step with those that began at the same time. */
  #isSpread = false;
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
    let next: Next = 'steady';
    try {
      const answer = this.#course.report(result, startedMs);
      next = answer instanceof Promise ? await answer : answer;
    } finally {
      // A fault in a listener must not end the checks in silence; and a listener may have stopped them.
      if (!this.#stopped)
        this.#cancel = this.#course.clock.after(this.#delayMs(startedMs, next), () => this.#enter());
    }
  }

  /** A period counts from the start of the last probe: one that has waited for its time limit is followed by the next at once. */
  #delayMs(startedMs: number, pace: Next): number {
    if (pace === 'again') return 0;
    if (pace === 'pause') return PAUSE_MS * (1 - this.#course.random() / 2);
    return Math.max(0, startedMs + this.#periodMs(pace) - this.#course.clock.now());
  }

  #periodMs(pace: Pace): number {
    const { random, timing } = this.#course;
    if (pace === 'changing') return changingMs(timing);
    const jitter = this.#isSpread ? JITTER : 1;
    this.#isSpread = true;
    return (pace === 'down' ? timing.downIntervalMs : timing.intervalMs) * (1 - jitter * random());
  }
}

/** Starts probing at once. Results that come after the stop are not reported. */
export function startSchedule(course: Course): Cancel {
  const schedule = new Schedule(course);
  return () => schedule.stop();
}
