// From the services of a name (RFC 2782) to targets: priorities become tiers, weights those of members.
import { MAX_BACKUP, MAX_WEIGHT } from '../bounds.js';
import type { FoundAddress } from '../names.js';
import type { Target } from '../source.js';

/**
 * Weights of one priority, up to 65,535 each, in proportion. When all are 0, no server is preferred; beside others, such a service is hardly ever
 * chosen (RFC 2782), and here it is never first.
 */
function weightsOf(weights: readonly number[]): number[] {
  const most = Math.max(...weights);
  if (most === 0) return weights.map(() => 1);
  if (most <= MAX_WEIGHT) return [...weights];
  return weights.map(weight => (weight === 0 ? 0 : Math.max(1, Math.round((weight * MAX_WEIGHT) / most))));
}

/** The smallest priority is tried first: the others are backups in their order. */
export function serviceTargets(found: readonly FoundAddress[]): Target[] {
  const priorities = [...new Set(found.map(({ priority = 0 }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority, tier) => {
    const own = found.filter(each => (each.priority ?? 0) === priority);
    const weights = weightsOf(own.map(({ weight = 0 }) => weight));
    return own.map(({ address, host, port }, index) => ({
      ...{ host: address, name: host, weight: weights[index] },
      ...(port === undefined ? {} : { port }),
      ...(tier === 0 ? {} : { backup: Math.min(tier, MAX_BACKUP) }),
    }));
  });
}
