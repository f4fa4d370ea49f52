// The ramp of a member that has come back: its weight grows from a tenth to the whole (slow start).

/** In so many steps a weight grows. */
export const RAMP_STEPS = 10;

/** A weight that is not whole yet. */
export interface Ramp {
  /** How many of {@link RAMP_STEPS} count: from 1 up. */
  readonly step: number;
  /** How long that stays so. */
  readonly leftMs: number;
}

/**
 * The ramp of a member that has been back for so long; undefined when its weight is whole.
 * @param slowStartMs how long it takes
 */
export function rampAt(elapsedMs: number, slowStartMs: number): Ramp | undefined {
  if (elapsedMs >= slowStartMs) return undefined;
  const stepMs = slowStartMs / RAMP_STEPS;
  const step = Math.floor(elapsedMs / stepMs) + 1;
  return { step, leftMs: step * stepMs - elapsedMs };
}
