// What an operator has asked for, in one line.
import { durationText } from '../time/duration.js';
import type { AdminOrder, DirectedMember } from '../view/admin-order.js';
import { namesText } from '../view/fault-text.js';

export function memberText({ member, pool }: DirectedMember): string {
  return `${member} in ${pool}`;
}

/** `maint for 2h for 192.0.2.1:80 in app.example A by alice (plan 3): new kernel`. @param plan its number, when it was planned */
export function orderText(members: readonly DirectedMember[], order: AdminOrder, plan?: number): string {
  const { state, weight, forMs, reason, by } = order;
  const said = state === 'up' || state === 'down' ? `forced ${state}` : state;
  const what = said ?? (weight === null ? 'the weight of the files' : `weight ${weight}`);
  const time =
    forMs === undefined ? '' : ` for ${durationText(Math.max(1, Math.round(forMs / 1_000)) * 1_000)}`;
  const who = by === undefined ? '' : ` by ${by}`;
  const planned = plan === undefined ? '' : ` (plan ${plan})`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${what}${time} for ${namesText(members.map(memberText))}${who}${planned}${why}`;
}
