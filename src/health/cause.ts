// Why an endpoint is down when no failed probe says it: what stands in the place of a result.

import type { FlapSpec } from '../probe/flap.js';
import { type ProbeCode, type ProbeResult, toResult } from '../probe/result.js';
import { durationText } from '../time/duration.js';

/** A new member that begins down. @param rise how many successes bring it in */
export function notUpYet(rise: number): ProbeResult {
  const wanted = rise === 1 ? 'a good probe brings' : `${rise} good probes in a row bring`;
  return toResult({ code: 'INI', text: `not up yet, ${wanted} it in` }, 0);
}

/** A member that is held down. @param holdMs for how long */
export function flapping({ changes, withinMs }: FlapSpec, holdMs: number): ProbeResult {
  const text = `over ${changes} changes in ${durationText(withinMs)}, held down for ${durationText(holdMs)}`;
  return toResult({ code: 'FLAP', text }, 0);
}

/** A member that follows a pool. @param isDown whether that has no live member */
export function following(pool: string, isDown: boolean): ProbeResult {
  return toResult({ code: 'TRACK', text: `${pool} has ${isDown ? 'no' : 'a'} live member` }, 0);
}

const OWN: readonly ProbeCode[] = ['INI', 'FLAP', 'TRACK'];

/** Whether this is the result of a probe. */
export function isProbed({ code }: ProbeResult): boolean {
  return !OWN.includes(code);
}
