// Why a member is kept out of service, for a person.
import { spanText } from '../time/span.js';
import type { Forced, OutOfService } from './verdict/verdict.js';

const WORDS = { drain: 'drained', maint: 'in maintenance' } as const;

function outText(out: OutOfService, words: string, time: string): string {
  if (out.by === 'member') return `${words}, as it says itself`;
  return said(out, words, time);
}

function said({ reason }: Pick<OutOfService, 'reason'>, words: string, time: string): string {
  return `${words}${time}${reason === undefined ? '' : `: ${reason}`}`;
}

function whoAndLeft({ untilMs, who }: Pick<OutOfService, 'untilMs' | 'who'>, nowMs: number): string {
  const left = untilMs === undefined ? '' : `, ${spanText(Math.max(0, untilMs - nowMs))} left`;
  return `${who === undefined ? '' : ` by ${who}`}${left}`;
}

/** As it will still be true when the text is read: `drained until 2026-11-21T11:45:41Z: new kernel`. */
export function outUntil(out: OutOfService): string {
  return outText(out, WORDS[out.state], out.until === undefined ? '' : ` until ${out.until}`);
}

/** The same in brief, among others: `drain (until 2026-11-21T11:45:41Z: new kernel)`, or `drain` alone. */
export function outBriefly({ state, until, reason }: OutOfService, withReason: boolean): string {
  const why = [until === undefined ? '' : `until ${until}`, reason ?? ''].filter(Boolean).join(': ');
  return why === '' || !withReason ? state : `${state} (${why})`;
}

/** As it is now, for operators: `drained by alice, 29m 12s left: new kernel`. @param nowMs on the clock of verdicts */
export function outNow(out: OutOfService, nowMs: number): string {
  return outText(out, WORDS[out.state], whoAndLeft(out, nowMs));
}

/** `forced up by alice, 29m 12s left: new kernel`, for operators. @param nowMs on the clock of verdicts */
export function forcedNow(forced: Forced, nowMs: number): string {
  return said(forced, `forced ${forced.state}`, whoAndLeft(forced, nowMs));
}
