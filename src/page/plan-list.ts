// Maintenance that is planned: a list of it, and what is said of a member that it will take out.
import { spanText } from '../time/span.js';
import { namesText } from '../view/fault-text.js';
import type { PlanView } from '../view/plan.js';
import type { MemberView } from '../view/status.js';
import { MARK, markOf } from './state-mark.js';
import { element, KEY, type Markup } from './tree.js';

/** A moment as the page writes it. @param time RFC 3339, in UTC */
export function utcText(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** When it begins, or how it stands. */
function whenText({ from, until, phase, why }: PlanView, nowMs: number): string {
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  if (phase === 'refused') return `could not begin: ${why}`;
  if (phase === 'running') return `has begun, ${spanText(Math.max(0, untilMs - nowMs))} left`;
  return `in ${spanText(Math.max(0, fromMs - nowMs))}, at ${utcText(from)}, for ${spanText(untilMs - fromMs)}`;
}

/** @param isScripted whether a script cancels what is clicked */
export function planList(plans: readonly PlanView[], nowMs: number, isScripted: boolean): Markup | undefined {
  if (plans.length === 0) return undefined;
  const items = plans.map(plan => {
    const { id, state, members, pool, reason, by, phase } = plan;
    const whom = namesText(members) + (pool === undefined ? '' : ` in ${pool}`);
    const who = [by === undefined ? '' : `by ${by}`, reason].filter(Boolean).join(': ');
    const attributes = { type: 'button', class: 'quiet', 'data-plan': id, 'aria-label': `Cancel plan ${id}` };
    return element(
      'li',
      { [KEY]: id },
      markOf(phase === 'refused' ? MARK.DOWN : state),
      `Plan ${id}: ${state} of ${whom}, ${whenText(plan, nowMs)}`,
      element('small', {}, ` ${who}`),
      isScripted && element('button', attributes, 'Cancel'),
    );
  });
  return element('section', { class: 'plans', 'aria-label': 'Planned' }, element('ul', {}, items));
}

/** A word for members of one pool only. */
const IN_POOL = /^(.+?) in (.+)$/;

/** Whether a plan names a member; what a prefix or a pattern selects is known to the server alone. */
function isOf(
  { members, pool: all }: PlanView,
  { endpoint, target, tags }: MemberView,
  pool: string,
): boolean {
  return members.some(word => {
    const [, own = word, only = all] = IN_POOL.exec(word) ?? [];
    const isHere = only === undefined || `${pool} `.startsWith(`${only} `);
    const names = [endpoint, endpoint.replace(/:\d+$|[[\]]/g, ''), target, 'all', ...tags];
    return isHere && names.includes(own);
  });
}

/** What is planned for a member, a text each. */
export function plansOf(plans: readonly PlanView[], member: MemberView, pool: string): string[] {
  return plans
    .filter(plan => plan.phase === 'waiting' && isOf(plan, member, pool))
    .map(({ id, state, from }) => `plan ${id}: ${state} at ${utcText(from)}`);
}
