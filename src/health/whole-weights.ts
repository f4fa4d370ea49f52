// Weights that members have changed by percents, as the whole numbers of which lineups are made.

const MOST = 256;
/** Percents of whole weights. */
const PARTS = 100;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Weights in the same proportion, or nearly so, as whole numbers from 0 to 256; one above 0 stays above it.
 * @param weights from 0 to 256, in hundredths
 */
export function wholeWeights(weights: readonly number[]): readonly number[] {
  if (weights.every(Number.isInteger)) return weights;
  const parts = weights.map(weight => Math.round(weight * PARTS));
  const divisor = Math.max(1, parts.reduce(greatestCommonDivisor, 0));
  const scale = Math.min(1 / divisor, MOST / Math.max(...parts));
  return parts.map(each => (each === 0 ? 0 : Math.max(1, Math.round(each * scale))));
}

/** A weight at so many percent of it, in hundredths and at most 256. */
export function percentOf(weight: number, percent: number): number {
  return Math.min(MOST, Math.round(weight * percent) / PARTS);
}
