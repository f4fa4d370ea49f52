// The stage of what was known before the first result: what a new endpoint is, or what it was until a reload.
import { isWrongAnswer, type ProbeResult } from '../../probe/result.js';
import { isProbed, ownCause } from './cause.js';
import type { State, Verdict } from './verdict.js';

export interface InitPiece {
  /** What it was under the probe that it had before. */
  readonly inherited: State;
  readonly lastFailure?: ProbeResult;
  /** Whether its parts answer, if it has parts. */
  readonly partsAnswer?: boolean;
  /** How many successes bring it in. */
  readonly rise: number;
}

function notUpYet(rise: number): ProbeResult {
  const wanted = rise === 1 ? 'a good probe brings' : `${rise} good probes in a row bring`;
  return ownCause('INI', `not up yet, ${wanted} it in`);
}

/** One of which results say nothing is what it was; one that is down without a failure has not come up yet. */
export function init(verdict: Verdict, { inherited, lastFailure, rise, partsAnswer }: InitPiece): Verdict {
  const state = verdict.state === 'unknown' ? inherited : verdict.state;
  if (state !== 'down') return { ...verdict, state };
  const answers =
    partsAnswer ?? (lastFailure === undefined || !isProbed(lastFailure) || isWrongAnswer(lastFailure));
  return { ...verdict, state, answers, cause: lastFailure ?? notUpYet(rise) };
}
