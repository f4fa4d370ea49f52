// What an order makes of what was said of a member before.
import { type AdminOverride, endedAt } from '../health/admin-override.js';
import type { AdminOrder } from '../view/admin-order.js';
import type { Plan } from './plan.js';

/** How far from service each is. */
const RANKS = { up: 0, ready: 0, down: 1, drain: 1, maint: 2 } as const;

/** The most things that are remembered of a member; the least of them is forgotten first. */
const MAX_LAYERS = 8;

const endOf = ({ untilMs = Number.POSITIVE_INFINITY }: AdminOverride) => untilMs;

/** What is said of a member that takes it out, each by itself. */
function layersOf({ under, ...layer }: AdminOverride): AdminOverride[] {
  const below = under === undefined ? [] : layersOf(under);
  return layer.state === 'ready' ? below : [layer, ...below];
}

/**
 * A member is as far from service as the sternest says of all that holds: planned maintenance brings nobody back before the
 * time that an operator has named, and nobody nearer to service. What an operator said is taken back by other orders only, so
 * what is milder and ends earlier need not be remembered beside it.
 */
function beside(former: AdminOverride, planned: AdminOverride): AdminOverride {
  const layers = [planned, ...layersOf(former)].sort(
    (one, other) => RANKS[other.state] - RANKS[one.state] || endOf(other) - endOf(one),
  );
  const counting = layers.filter((layer, index) =>
    layers.slice(0, index).every(above => above.plan !== undefined || endOf(above) < endOf(layer)),
  );
  return counting.slice(0, MAX_LAYERS).reduceRight((under, layer) => ({ ...layer, under }));
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
