// The places of the last buckets of time, which are used again in turn.

export class Ring {
  readonly length: number;
  readonly stepMs: number;
  /** Number of the present bucket since the clock began. */
  #number: number;

  constructor(length: number, stepMs: number, nowMs: number) {
    this.length = length;
    this.stepMs = stepMs;
    this.#number = Math.floor(nowMs / stepMs);
  }

  /** The place of the bucket that was the present one so many steps ago. */
  place(age = 0): number {
    return (((this.#number - age) % this.length) + this.length) % this.length;
  }

  /** When the present bucket began, on the clock. */
  get beganMs(): number {
    return this.#number * this.stepMs;
  }

  /** Goes on to the bucket of now. @returns the places that begin again */
  advance(nowMs: number): readonly number[] {
    const steps = Math.floor(nowMs / this.stepMs) - this.#number;
    if (steps <= 0) return [];
    this.#number += steps;
    return Array.from({ length: Math.min(steps, this.length) }, (_, age) => this.place(age));
  }
}
