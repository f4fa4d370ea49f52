// Planned maintenance as operators ask for it: planned, listed, cancelled.
import type { Steps } from '../time/turns.js';
import { namesText } from '../view/fault-text.js';
import type { CancelledView, PlanCancel, PlannedView, PlanOrder, PlansView } from '../view/plan.js';
import type { Operator } from './operator.js';
import { planOf, planText, planView } from './plan-view.js';

/** The most members that a reply names. */
const MAX_NAMED = 50;

/**
 * Plans it; what is to begin now has begun when this returns.
 * @throws RequestError when it cannot be planned
 */
export function* planMaintenance(operator: Operator, order: PlanOrder): Steps<PlannedView> {
  const { planner, events, clock } = operator;
  const wanted = planOf(order, clock.wallMs());
  const selected = yield* operator.select(wanted.members, wanted.pool);
  const lacking = wanted.force === true ? undefined : yield* operator.refusalOf(selected, wanted);
  const plan = planner.add(wanted);
  events.planned(plan, `planned: ${planText(plan)}`);
  const { why } = plan;
  const warnings = [
    ...(why === undefined ? [] : [`it could not begin: ${why}`]),
    ...(lacking === undefined || why !== undefined
      ? []
      : [`as things are now it could not begin: ${lacking}`]),
    ...(yield* operator.keep()),
  ];
  const selects = selected
    .slice(0, MAX_NAMED)
    .map(({ pool, member }) => `${member.endpoint} in ${pool.pool}`);
  return { plan: planView(plan, clock.wallMs()), selects, warnings };
}

/** Takes it back; members that it has taken out are ready again. @throws RequestError when there is no such plan */
export function* cancelMaintenance(operator: Operator, { id, by }: PlanCancel): Steps<CancelledView> {
  const { planner, events, clock } = operator;
  const plan = planner.remove(id);
  const ready = yield* operator.release(id);
  const who = by === undefined ? '' : ` by ${by}`;
  const back = ready.length === 0 ? '' : `; ready again: ${namesText(ready)}`;
  events.planned(plan, `cancelled${who}: ${planText(plan)}${back}`);
  return {
    plan: planView(plan, clock.wallMs()),
    ready: ready.slice(0, MAX_NAMED),
    warnings: yield* operator.keep(),
  };
}

/** Those that are not over. */
export function listMaintenance({ planner, clock }: Pick<Operator, 'planner' | 'clock'>): PlansView {
  const nowMs = clock.wallMs();
  return { plans: planner.all.filter(({ untilMs }) => nowMs < untilMs).map(plan => planView(plan, nowMs)) };
}
