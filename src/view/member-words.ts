// What operators, a member itself and its probes say of a member beside its state, in words.
import { spanText } from '../time/span.js';
import type { MemberView } from './status.js';

type Ordered = Exclude<NonNullable<MemberView['admin']>['state'], 'ready'>;

/** What an operator, or else the member itself, has made of it; undefined where its probes alone decide. */
export function orderedState({ admin, told }: MemberView): Ordered | undefined {
  return admin === undefined || admin.state === 'ready' ? told?.state : admin.state;
}

/** Whether it is out although it is not down itself, since the member that it is tied to is down. */
export function isOutByTie({ state, tied }: MemberView): boolean {
  return state !== 'down' && tied?.state === 'down';
}

/** How long an operator's word still holds, and why it was given. */
function orderText({ admin }: MemberView, nowMs: number): string {
  if (admin === undefined) return '';
  const { until, reason, by } = admin;
  const left = until === undefined ? '' : `${spanText(Math.max(0, Date.parse(until) - nowMs))} left`;
  const whose = [by === undefined ? '' : `by ${by}`, left].filter(Boolean).join(', ');
  return [whose, reason].filter(Boolean).join(': ');
}

/** What the member says of itself. */
function toldText({ told }: MemberView): string {
  const percent = told?.percent === undefined ? '' : `${told.percent}%`;
  const said = [told?.state, percent].filter(Boolean).join(' ');
  return said === '' ? '' : `says ${said}`;
}

/** What operators have said of it, and what it says of itself; empty where nothing is said. */
export function saidTexts(member: MemberView, nowMs: number): string[] {
  return [orderText(member, nowMs), toldText(member)];
}

/** What there is to say of its probes beside the result of the last one; empty where nothing is. */
export function probeTexts({ cause, follows, lastCheck, lateMs }: MemberView): string[] {
  return [
    lateMs === undefined ? '' : `not probed for ${spanText(lateMs)}`,
    // Of a check of several parts the last result says the same.
    cause === undefined || cause === lastCheck?.result ? '' : cause,
    follows === undefined || cause !== undefined ? '' : `follows ${follows}`,
  ];
}
