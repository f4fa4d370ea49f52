// What an order makes of what was said of a member before.
import { type AdminOverride, endedAt } from '../health/admin-override.js';
import type { AdminOrder } from '../view/admin-order.js';
import type { Plan } from './plan.js';

/** How far from service each is. */
const RANKS = { up: 0, ready: 0, down: 1, drain: 1, maint: 2 } as const;

/** The later end; none is later than all. */
function laterOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.max(one, other);
}

/** Planned maintenance brings nobody back before the time that an operator has named, and nobody nearer to service. */
function beside(former: AdminOverride, planned: AdminOverride): AdminOverride {
  if (former.state === 'ready') return planned;
  const isAsStern = RANKS[former.state] >= RANKS[planned.state];
  const isSterner = RANKS[former.state] > RANKS[planned.state];
  const untilMs = laterOf(former.untilMs, planned.untilMs);
  if (isAsStern && untilMs === former.untilMs) return former;
  if (isSterner) return { ...former, untilMs, plan: planned.plan, under: former };
  return { ...planned, under: former };
}

/** Whether a plan has a part in what is said of a member. */
export function isOf(override: AdminOverride, plan: number): boolean {
  return override.plan === plan || (override.under !== undefined && isOf(override.under, plan));
}

/** What is said of a member without a plan. */
export function withoutPlan(override: AdminOverride, plan: number, nowMs: number): AdminOverride {
  const { under } = override;
  if (override.plan === plan) return endedAt(override, nowMs);
  return under === undefined ? override : { ...override, under: withoutPlan(under, plan, nowMs) };
}

/**
 * @param former what is said of the member now
 * @param nowMs on the clock of overrides
 * @param plan the one by which the order is given
 */
export function nextOverride(
  former: AdminOverride,
  { state, weight, forMs, reason, by }: AdminOrder,
  nowMs: number,
  plan?: Plan,
): AdminOverride {
  const keptWeight = weight === undefined ? former.weight : (weight ?? undefined);
  if (state === undefined) return { ...former, weight: keptWeight, by: by ?? former.by };
  const next: AdminOverride = {
    pool: former.pool,
    address: former.address,
    weight: keptWeight,
    state,
    sinceMs: former.state === state ? former.sinceMs : nowMs,
    untilMs: forMs === undefined || state === 'ready' ? undefined : nowMs + forMs,
    ...(state === 'ready' ? {} : { reason, by }),
    ...(plan === undefined ? {} : { plan: plan.id }),
  };
  return plan === undefined ? next : beside(former, next);
}
