// Planned maintenance as it is ordered, listed and cancelled.
import { z } from 'zod';
import { beside, membersMeant, warnings } from './admin-order.js';

/** The most words that select the members of one plan. */
const MAX_WORDS = 64;

/** RFC 3339; of any zone when it is asked for. */
const asked = z.iso.datetime({ offset: true });
const moment = z.iso.datetime();
const id = z.int().min(1);
const planState = z.enum(['drain', 'maint']);

export const planOrder = z.strictObject({
  /** They select members when the time comes. */
  ...membersMeant(MAX_WORDS),
  state: planState,
  from: asked,
  until: asked,
  ...beside,
});
export type PlanOrder = z.output<typeof planOrder>;

export const planView = z
  .strictObject({
    id,
    state: planState,
    members: z.array(z.string()).readonly(),
    pool: z.string().optional(),
    from: moment,
    until: moment,
    reason: z.string().optional(),
    by: z.string().optional(),
    force: z.boolean().optional(),
    phase: z.enum(['waiting', 'running', 'refused']).describe('`refused` when it could not begin.'),
    why: z.string().optional().describe('Why it could not begin.'),
  })
  .readonly();
export type PlanView = z.output<typeof planView>;

/** All plans that are not over, the earliest first. */
export const plansView = z.strictObject({ plans: z.array(planView).readonly() }).readonly();
export type PlansView = z.output<typeof plansView>;

/** What was planned. */
export const plannedView = z
  .strictObject({
    plan: planView,
    selects: z
      .array(z.string())
      .readonly()
      .describe('The members that it would be now, and the pool of each.'),
    warnings,
  })
  .readonly();
export type PlannedView = z.output<typeof plannedView>;

export const planCancel = z.strictObject({ id, by: beside.by });
export type PlanCancel = z.output<typeof planCancel>;

/** What was cancelled. */
export const cancelledView = z
  .strictObject({
    plan: planView,
    ready: z
      .array(z.string())
      .readonly()
      .describe('Members that are ready again since it had begun, and the pool of each.'),
    warnings,
  })
  .readonly();
export type CancelledView = z.output<typeof cancelledView>;
