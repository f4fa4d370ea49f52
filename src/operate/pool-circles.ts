// Circles of pools: one whose members are looked up by way of itself would never lose a member.
import { circle } from '../config/track-checks.js';

/**
 * The way from a pool back to itself; undefined when there is none.
 * @param next the pools by way of which the members of a pool are looked up
 */
export function circleOf(first: string, next: (pool: string) => readonly string[]): string[] | undefined {
  const round = circle(first, { get: next });
  return round && [...round, first];
}

/** The same in words. */
export function circleText(way: readonly string[]): string {
  return `a circle: ${way.map((pool, index) => (index === 0 ? pool : `asks for ${pool}`)).join(', which ')}`;
}
