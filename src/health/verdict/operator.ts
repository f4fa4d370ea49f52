// The stage of what operators say: it overrides what the member says, and may overrule its probes.
import type { AdminOverride } from '../admin-override.js';
import { ownCause } from './cause.js';
import { downFor, type Forced, type Verdict } from './verdict.js';

export interface OperatorPiece {
  readonly override?: Pick<AdminOverride, 'state' | 'untilMs' | 'reason' | 'by'>;
  /** When it ends, for people: RFC 3339. */
  readonly until?: string;
}

export function operator(verdict: Verdict, { override, until }: OperatorPiece): Verdict {
  if (override === undefined || override.state === 'ready') return verdict;
  const { state, untilMs, reason, by: who } = override;
  const said = { untilMs, until, reason, who };
  if (state === 'up' || state === 'down') return force(verdict, { state, ...said });
  return { ...verdict, out: { state, by: 'operator', ...said } };
}

/** What is found stays beside it. Up goes over what the member says of itself, too. */
function force(verdict: Verdict, said: Omit<Forced, 'found'>): Verdict {
  const { state, cause, passes, answers } = verdict;
  const forced = { ...said, found: { state, cause, passes, answers } };
  if (said.state === 'up')
    return {
      ...verdict,
      state: 'up',
      passes: false,
      answers: false,
      cause: undefined,
      out: undefined,
      forced,
    };
  const { until, reason } = said;
  const text = `forced down${until === undefined ? '' : ` until ${until}`}${reason === undefined ? '' : `: ${reason}`}`;
  return { ...downFor(verdict, ownCause('ADMIN', text)), forced };
}

/** The verdict as it would be without an operator who overrules its probes. */
export function unforced<Kind extends Verdict>(verdict: Kind): Kind {
  return verdict.forced === undefined ? verdict : { ...verdict, ...verdict.forced.found, forced: undefined };
}
