// Planned maintenance from the order to a plan, and from a plan to what people and tools are shown.

import { durationText } from '../time/duration.js';
import { rfc3339 } from '../time/rfc3339.js';
import { MAX_FOR_MS, MIN_FOR_MS } from '../view/admin-limits.js';
import type { PlanOrder, PlanView } from '../view/plan.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { PHASE, type Plan, phaseOf } from './plan.js';
import type { NewPlan } from './planner.js';

/** @param nowMs milliseconds since 1970. @throws RequestError when it cannot be at that time */
export function planOf({ from, until, ...rest }: PlanOrder, nowMs: number): NewPlan {
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  const wrong =
    untilMs <= nowMs
      ? `${until} is over`
      : untilMs - Math.max(fromMs, nowMs) < MIN_FOR_MS
        ? `from ${from} until ${until} is less than a second`
        : fromMs - nowMs > MAX_FOR_MS || untilMs - fromMs > MAX_FOR_MS
          ? 'a plan begins within 366 days, and lasts 366 days at most'
          : undefined;
  if (wrong !== undefined) throw new RequestError(ERROR_CODE.INVALID_INPUT, wrong);
  return { ...rest, fromMs, untilMs };
}

/** @param nowMs milliseconds since 1970 */
export function planView(plan: Plan, nowMs: number): PlanView {
  const { fromMs, untilMs, outcome: _, ...rest } = plan;
  const phase = phaseOf(plan, nowMs);
  const shown = phase === PHASE.RUNNING || phase === PHASE.REFUSED ? phase : PHASE.WAITING;
  return { ...rest, from: rfc3339(fromMs), until: rfc3339(untilMs), phase: shown };
}

/** `plan 3, maint for 2h from 2026-12-01T21:00:00Z of api-*, by alice: new kernel` */
export function planText({ id, state, members, pool, fromMs, untilMs, by, reason }: Plan): string {
  const which = `${members.join(', ')}${pool === undefined ? '' : ` in ${pool}`}`;
  const when = `for ${durationText(untilMs - fromMs)} from ${rfc3339(fromMs).replace(/\.\d+Z$/, 'Z')}`;
  const who = by === undefined ? '' : `, by ${by}`;
  return `plan ${id}, ${state} ${when} of ${which}${who}${reason === undefined ? '' : `: ${reason}`}`;
}
