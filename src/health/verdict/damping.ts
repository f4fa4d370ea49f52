// The stage of damping: holds an endpoint down that changes its state too often, each time for longer.

import type { FlapSpec } from '../../probe/flap.js';
import type { ProbeResult } from '../../probe/result.js';
import { durationText } from '../../time/duration.js';
import { ownCause } from './cause.js';
import { downFor, type Verdict } from './verdict.js';

export class Damping {
  /** When the state changed lately; at most one more than is allowed. */
  #changesMs: readonly number[] = [];
  #untilMs = Number.NEGATIVE_INFINITY;
  #holdMs = 0;

  /** @param former whose changes and hold go on under new settings */
  constructor(
    readonly spec: FlapSpec,
    former?: Damping,
  ) {
    if (former === undefined) return;
    this.#changesMs = former.#changesMs.slice(-spec.changes);
    this.#untilMs = former.#untilMs;
    this.#holdMs = former.#holdMs;
  }

  /** How long the present hold, or the last one, was to be from its beginning. */
  get holdMs(): number {
    return this.#holdMs;
  }

  /** How long the hold still lasts. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /**
   * Counts a change of the state that probes have found. When there were too many, a hold begins, also during another: twice as long
   * as the last one, unless that ended long ago.
   * @returns whether it did
   */
  count(nowMs: number): boolean {
    const { changes, withinMs, holdMs, mostMs } = this.spec;
    this.#changesMs = [...this.#changesMs.filter(ms => nowMs - ms <= withinMs), nowMs];
    if (this.#changesMs.length <= changes) return false;
    this.#changesMs = [];
    const isFurther = nowMs - this.#untilMs <= mostMs;
    this.#holdMs = isFurther ? Math.min(2 * this.#holdMs, mostMs) : holdMs;
    this.#untilMs = Math.max(this.#untilMs, nowMs + this.#holdMs);
    return true;
  }
}

export interface DampingPiece {
  /** The hold; undefined when there is none. */
  readonly hold?: Pick<Damping, 'spec' | 'holdMs'>;
}

function flapping({ spec: { changes, withinMs }, holdMs }: Pick<Damping, 'spec' | 'holdMs'>): ProbeResult {
  return ownCause(
    'FLAP',
    `over ${changes} changes in ${durationText(withinMs)}, held down for ${durationText(holdMs)}`,
  );
}

export function damping(verdict: Verdict, { hold }: DampingPiece): Verdict {
  return hold === undefined ? verdict : downFor(verdict, flapping(hold));
}
