// What is said of members, as those who give orders are told of it.
import type { AdminOverrides } from '../health/admin-override.js';
import type { PoolMembers } from '../health/members.js';
import type { Clock } from '../time/clock.js';
import { momentText } from '../time/rfc3339.js';
import type { AdminOrder, DirectedMember, FormerMember } from '../view/admin-order.js';
import type { Selected } from './selection.js';

/** Where it is kept. */
interface Sources {
  readonly overrides: AdminOverrides;
  readonly clock: Clock;
}

/** What is said of a member; that it is ready when nothing is. */
export function formerMember(
  { pool: { pool }, member: { endpoint, address } }: Selected<PoolMembers>,
  { overrides, clock }: Sources,
): FormerMember {
  const { state = 'ready', weight, untilMs, reason } = overrides.of(pool, address) ?? {};
  return {
    pool,
    member: endpoint,
    state,
    ...(weight === undefined ? {} : { weight }),
    ...(untilMs === undefined ? {} : { until: momentText(untilMs, clock) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The same with who said it, and the weight in force. */
export function directedMember(selected: Selected<PoolMembers>, sources: Sources): DirectedMember {
  const { pool, member, state, ...said } = formerMember(selected, sources);
  const { address, configuredWeight: weight } = selected.member;
  const { by } = sources.overrides.of(pool, address) ?? {};
  return { pool, member, state, weight, ...said, ...(by === undefined ? {} : { by }) };
}

/** What of an order has no effect. */
export function ineffective(
  selected: readonly Selected<PoolMembers>[],
  { weight }: Pick<AdminOrder, 'weight'>,
): string[] {
  if (weight === undefined) return [];
  const pools = new Set(
    selected
      .filter(({ pool: { order } }) => order !== 'weighted' && order !== 'sticky')
      .map(({ pool }) => pool),
  );
  return [...pools].map(({ pool, order }) => `weights do not count in ${pool}, whose order is ${order}`);
}
