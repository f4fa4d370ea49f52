// Words by chance that are the same in each run: cheap enough for every query.

/** The word after this one, of 32 bits, by a linear congruential generator; its high bits are the best. */
export function nextSeed(seed: number): number {
  return (Math.imul(seed, 1664525) + 1013904223) | 0;
}
