// What a check and its parts say, as lines for people.
import { resultToText } from '../../probe/result.js';
import type { PartVerdict } from './check.js';
import type { State } from './verdict.js';

/** A check or a part of it. */
export interface CheckLine {
  /** 0 for the check as a whole. */
  readonly depth: number;
  /** Such as `http /healthz on 8080: down, L7STS 503`. */
  readonly text: string;
  readonly state: State;
  /** Whether that speaks for the member: of a part that is to be down, when it is. */
  readonly isWanted: boolean;
}

function whyOf({ parts, why, cause }: PartVerdict): string {
  // Parts say why themselves.
  if (parts !== undefined || cause === undefined) return '';
  return resultToText(why ?? cause);
}

function stateText(part: PartVerdict, isToBeUp: boolean): string {
  const { state } = part;
  const why = whyOf(part);
  if (state === 'unknown') return 'not known yet';
  if (isToBeUp) return why === '' ? state : `${state}, ${why}`;
  if (state === 'up') return 'up, but is to be down';
  return `down, as it is to be${why === '' ? '' : ` (${why})`}`;
}

/** The lines of a check, each before those of its parts. */
export function checkLines(part: PartVerdict, depth = 0, isToBeUp = true): CheckLine[] {
  const { name, label, state, parts = [], isNot } = part;
  const text = `${isNot ? 'not' : (label?.() ?? name)}: ${stateText(part, isToBeUp)}`;
  const isWanted = state === (isToBeUp ? 'up' : 'down');
  const below = parts.flatMap(each => checkLines(each, depth + 1, isNot ? !isToBeUp : isToBeUp));
  return [{ depth, text, state, isWanted }, ...below];
}
