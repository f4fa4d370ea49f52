// What there is to say of a member beside its numbers, in words.
import { spanText } from '../time/span.js';
import { probeTexts, saidTexts } from '../view/member-words.js';
import { backupText } from '../view/pool-words.js';
import type { MemberView } from '../view/status.js';

/** Each a few words. */
export function notesOf(member: MemberView, nowMs: number): string[] {
  const { backup, tied, heldMs, slowStart } = member;
  return [
    backupText(backup),
    tied === undefined ? '' : `tied to ${tied.endpoint}${tied.state === 'down' ? ', which is down' : ''}`,
    ...saidTexts(member, nowMs),
    heldMs === undefined ? '' : `held down for ${spanText(heldMs)} more, since it came and went`,
    ...probeTexts(member),
    slowStart === undefined ? '' : `coming back, at ${Math.round(slowStart * 100)}% of its weight`,
  ].filter(text => text !== '');
}
