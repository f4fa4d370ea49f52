// Planned maintenance in words, by the clocks of this machine.
import { durationText } from '../time/duration.js';
import { localText, zoneText } from '../time/local-moment.js';
import type { PlanView } from '../view/plan.js';

/** A moment with its time zone. @param ms milliseconds since 1970 */
export function shownMoment(ms: number): string {
  return `${localText(ms)} (${zoneText(ms)})`;
}

function whichOf({ members, pool }: PlanView): string {
  return `${members.join(' ')}${pool === undefined ? '' : ` in ${pool}`}`;
}

/** `plan 3: maint of rack1 from 2026-12-01 22:00 to 2026-12-02 00:00 (Europe/Berlin, UTC+01:00), for 2h, by alice: new kernel`. */
export function planLine(plan: PlanView): string {
  const { id, state, from, until, by, reason } = plan;
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  // Where the clocks change between, each moment is shown with its own.
  const [zone, endZone] = [zoneText(fromMs), zoneText(untilMs)];
  const when =
    zone === endZone
      ? `from ${localText(fromMs)} to ${localText(untilMs)} (${zone})`
      : `from ${shownMoment(fromMs)} to ${shownMoment(untilMs)}`;
  const who = by === undefined ? '' : `, by ${by}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `plan ${id}: ${state} of ${whichOf(plan)} ${when}, for ${durationText(untilMs - fromMs)}${who}${why}`;
}

/** What has become of it; nothing while it waits. */
export function phaseText({ phase, why }: PlanView): string {
  if (phase === 'waiting') return '';
  return phase === 'running' ? '; it has begun' : `; it could not begin: ${why}`;
}
