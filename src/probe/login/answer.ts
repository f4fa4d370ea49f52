// What the answers of a database say: the value of a query, and how far a replica is behind.
import type { Attempt } from '../attempt.js';
import type { Finding } from '../result.js';
import { endByPattern } from '../wire/pattern-trial.js';
import type { LoginSpec } from './login.js';
import type { QuestionSpec } from './question.js';
import { withoutPassword } from './secret.js';

/** How much of a query's time the server may take, in ms: it ends the query before the probe gives up. */
export function statementMs(attempt: Attempt, timeoutMs: number): number {
  return Math.max(1, Math.floor((timeoutMs - attempt.spentMs) * 0.9));
}

/** `12 s`, `300 ms`. */
function lagText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1_000)} s`;
}

/** Whether one that is so far behind will do; a good finding tells how far. */
export function lagFinding(who: string, lagMs: number, maxMs: number): Finding {
  if (lagMs <= maxMs) return { code: 'L7OK', text: lagMs < 1_000 ? '' : `${lagText(lagMs)} behind` };
  return { code: 'L7STS', text: `the ${who} is ${lagText(lagMs)} behind, over ${lagText(maxMs)}` };
}

/** The longest value that is shown, in characters. */
const MAX_SHOWN = 60;

function shown(value: string | null, spec: LoginSpec): string {
  if (value === null) return 'null';
  const safe = withoutPassword(value, spec);
  return `"${safe.length > MAX_SHOWN ? `${safe.slice(0, MAX_SHOWN)}…` : safe}"`;
}

/**
 * Ends the attempt by the first value of the first row.
 * @param value undefined when there is no row
 * @param good what is told when it will do
 */
export function endByValue(
  attempt: Attempt,
  value: string | null | undefined,
  spec: QuestionSpec & LoginSpec,
  good: Finding,
): void {
  const { expect } = spec;
  if (value === undefined) attempt.end({ code: 'L7STS', text: 'the query gives no row' });
  else if (expect === undefined || value === expect) attempt.end(good);
  else if (typeof expect === 'string' || value === null) {
    const wanted = typeof expect === 'string' ? `"${expect}"` : `what matches ${expect.pattern}`;
    attempt.end({ code: 'L7STS', text: `the query gives ${shown(value, spec)}, not ${wanted}` });
  } else {
    const text = `the query gives ${shown(value, spec)}, which does not match ${expect.pattern}`;
    endByPattern(attempt, expect, value, { good, bad: { code: 'L7STS', text } });
  }
}
