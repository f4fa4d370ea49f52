// What a running server shows of its response rate limit.
import { LIMIT, type Limit } from '../answer/answer-limit.js';
import type { Tally } from '../answer/tally.js';
import { limitedPrefixes } from '../guard/rate-memory.js';
import type { Generation } from '../store/generation.js';
import { MAX_PREFIXES } from '../view/rate-limit.js';
import type { ServerParts } from '../view/status.js';

/** @param nowSeconds of the clock that the threads limit by */
export function rateLimitOf(
  { rateLimit }: Generation,
  tallies: readonly Tally[],
  nowSeconds: number,
): Pick<ServerParts, 'rateLimit'> {
  if (rateLimit === undefined) return {};
  const sum = (limit: Limit) => tallies.reduce((count, tally) => count + tally.limits(limit), 0);
  const { memory, perSecond, isDryRun } = rateLimit;
  const prefixes = limitedPrefixes(memory).worst(MAX_PREFIXES, nowSeconds);
  return {
    rateLimit: {
      ...{ perSecond, isDryRun, dropped: sum(LIMIT.DROP), slipped: sum(LIMIT.SLIP) },
      wouldLimit: sum(LIMIT.DRY_RUN),
      prefixes: prefixes.map(({ sinceSeconds, agoSeconds, ...rest }) => ({
        ...rest,
        ...{ sinceMs: Math.round(sinceSeconds * 1_000), agoMs: Math.round(agoSeconds * 1_000) },
      })),
    },
  };
}
