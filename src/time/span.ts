// How long something has lasted or will last, for a person who looks at it now.

const SECOND = 1000;
const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400 * SECOND],
  ['h', 3600 * SECOND],
  ['m', 60 * SECOND],
  ['s', SECOND],
];

/** A duration in at most two units: `3d 4h`, `5m 10s`, `0s`. */
export function spanText(durationMs: number): string {
  const first = UNITS.findIndex(([, ms]) => durationMs >= ms);
  if (first < 0) return '0s';
  const [unit, ms] = UNITS[first];
  const whole = `${Math.floor(durationMs / ms)}${unit}`;
  const next = UNITS[first + 1];
  if (next === undefined) return whole;
  const rest = Math.floor((durationMs % ms) / next[1]);
  return rest === 0 ? whole : `${whole} ${rest}${next[0]}`;
}
