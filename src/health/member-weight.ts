// The weight of a member: what an operator says, else that of the files at the percentage that the member says of itself.

import type { Statement } from '../probe/statement.js';
import type { AdminOverride } from './admin-override.js';
import { percentOf } from './whole-weights.js';

/** What is said of one address. */
export interface Said {
  readonly override?: AdminOverride;
  readonly statement?: Statement;
}

/**
 * The weight that counts for both addresses of a backend: of two percentages the smaller.
 * @param configured from 0 to 256
 * @returns the same, in hundredths
 */
export function weightOf(configured: number, own: Said, tied?: Said): number {
  const said = own.override?.weight ?? tied?.override?.weight;
  if (said !== undefined) return said;
  const whole = Number.POSITIVE_INFINITY;
  const percent = Math.min(own.statement?.percent ?? whole, tied?.statement?.percent ?? whole);
  return percent === whole ? configured : percentOf(configured, percent);
}
