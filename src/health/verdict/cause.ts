// Why an endpoint is down when no failed probe says it: what stands in the place of a result.
import { type ProbeCode, type ProbeResult, toResult } from '../../probe/result.js';

const OWN = ['INI', 'FLAP', 'TRACK', 'CHECK', 'ADMIN'] as const satisfies readonly ProbeCode[];

/** A cause that a stage gives by itself. */
export function ownCause(code: (typeof OWN)[number], text: string): ProbeResult {
  return toResult({ code, text }, 0);
}

/** Whether this is the result of a probe. */
export function isProbed({ code }: ProbeResult): boolean {
  return !(OWN as readonly ProbeCode[]).includes(code);
}
