// Whether a verdict is news.
import { type ProbeResult, resultToText } from '../../probe/result.js';
import type { Verdict } from './verdict.js';

/** Whether two verdicts say the same, apart from when the state began. */
export function areAlike(one: Verdict, other: Verdict): boolean {
  return (
    one.state === other.state &&
    one.wasUp === other.wasUp &&
    one.passes === other.passes &&
    one.answers === other.answers &&
    (one.cause === other.cause || textOf(one.cause) === textOf(other.cause))
  );
}

function textOf(cause: ProbeResult | undefined): string {
  return cause === undefined ? '' : resultToText(cause);
}
