// What there is to say of a member beside its numbers, in words.
import { spanText } from '../time/span.js';
import { backupText } from '../view/pool-words.js';
import type { MemberView } from '../view/status.js';

/** How long an operator's word still holds, and why it was given. */
function orderNote({ admin }: MemberView, nowMs: number): string {
  if (admin === undefined) return '';
  const { until, reason, by } = admin;
  const left = until === undefined ? '' : `${spanText(Math.max(0, Date.parse(until) - nowMs))} left`;
  const whose = [by === undefined ? '' : `by ${by}`, left].filter(Boolean).join(', ');
  return [whose, reason].filter(Boolean).join(': ');
}

/** What the member says of itself. */
function toldNote({ told }: MemberView): string {
  const percent = told?.percent === undefined ? '' : `${told.percent}%`;
  const said = [told?.state, percent].filter(Boolean).join(' ');
  return said === '' ? '' : `says ${said}`;
}

/** Each a few words. */
export function notesOf(member: MemberView, nowMs: number): string[] {
  const { backup, cause, follows, lastCheck, lateMs, tied, heldMs, slowStart } = member;
  return [
    backupText(backup),
    tied === undefined ? '' : `tied to ${tied.endpoint}${tied.state === 'down' ? ', which is down' : ''}`,
    orderNote(member, nowMs),
    toldNote(member),
    heldMs === undefined ? '' : `held down for ${spanText(heldMs)} more, since it came and went`,
    lateMs === undefined ? '' : `not probed for ${spanText(lateMs)}`,
    // Of a check of several parts the last result says the same.
    cause === undefined || cause === lastCheck?.result ? '' : cause,
    follows === undefined || cause !== undefined ? '' : `follows ${follows}`,
    slowStart === undefined ? '' : `coming back, at ${Math.round(slowStart * 100)}% of its weight`,
  ].filter(text => text !== '');
}
