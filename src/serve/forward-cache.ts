// When the cache of forwarded answers is made anew, and when a reload keeps it.
import type { Config } from '../config/config.js';
import { AnswerCache } from '../forward/cache/answer-cache.js';
import type { Assembly } from '../store/assembly.js';

/**
 * The cache for what was loaded; undefined when nothing is forwarded or the cache is off.
 * @param former is kept when it is as large and the upstreams are the same: what they said is what they would say
 */
export function cacheFor(
  { cache: size }: Config,
  { routes }: Assembly,
  former?: AnswerCache,
): AnswerCache | undefined {
  if (size === 0 || routes.every(upstreams => upstreams.length === 0)) return undefined;
  if (former !== undefined && former.size === size && former.routes === routes) return former;
  return new AnswerCache(size, routes, former?.counts);
}
