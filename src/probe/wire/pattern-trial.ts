// The trial of an expression on a text, with which an attempt ends.
import type { Attempt } from '../attempt.js';
import { type Match, tryPattern } from '../http/pattern-thread.js';
import type { Finding } from '../result.js';
import type { TextPattern } from './pattern.js';

/** What is found when a text matches, and when it does not. */
export interface Outcomes {
  readonly good: Finding;
  readonly bad: Finding;
}

/** Ends the attempt, in which all is read, by a trial of the expression. */
export function endByPattern(
  attempt: Attempt,
  { pattern: wanted }: TextPattern,
  text: string,
  { good, bad }: Outcomes,
): void {
  attempt.phase = 'line';
  const begun = () => {
    attempt.phase = 'pattern';
  };
  const done = (match: Match) => {
    if (match === true) attempt.end(good);
    else attempt.end(match === false ? bad : { code: 'L7RSP', ...match });
  };
  const cancel = tryPattern({ pattern: wanted, text, begun, done });
  void attempt.result.then(cancel);
}
