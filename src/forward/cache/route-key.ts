// Numbers that stand for routes in the table of answers: the same for the same upstreams, in each thread, after a reload and a restart.
import { type Route, upstreamToText } from '../upstream.js';

const known = new WeakMap<Route, number>();

/**
 * The number of a route. That two routes have the same one does no harm: a name has one route at a time, and the name is part of what an
 * answer is kept for.
 */
export function routeKey(route: Route): number {
  let key = known.get(route);
  if (key === undefined) {
    key = hashOf(routeText(route));
    known.set(route, key);
  }
  return key;
}

/** The upstreams of a route, as people write them. */
export function routeText(route: Route): string {
  return route.map(upstreamToText).join(' ');
}

/** FNV-1a, of the octets of a text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (const octet of Buffer.from(text)) hash = Math.imul(hash ^ octet, 0x01000193);
  return hash;
}
