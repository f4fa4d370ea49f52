// The lines of `rondo status` about zones of other servers.
import { spanText } from '../time/span.js';
import type { CopyView } from '../view/copies.js';
import { numberText } from '../view/plural.js';
import type { Line, Span } from './lines.js';

/** The most that are told of. */
const MAX_NAMED = 3;

function standing({ serial, isExpired, ageMs }: CopyView): string {
  if (serial === undefined) return 'not transferred yet';
  const age = ageMs === undefined ? '' : `, confirmed ${spanText(ageMs)} ago`;
  return `serial ${serial}${age}${isExpired ? ', expired' : ''}`;
}

const isTrouble = ({ serial, isExpired, failure }: CopyView) =>
  serial === undefined || isExpired || failure !== undefined;

/** How many there are, then a line for each of the first that is not as it should be. @param indent of those lines */
export function copyLines(copies: readonly CopyView[], indent: number): Line[] {
  const troubled = copies.filter(isTrouble);
  const head: Span[] = [{ text: 'copies'.padEnd(indent) }, { text: numberText(copies.length) }];
  if (troubled.length > 0)
    head.push({ text: ': ' }, { text: `${numberText(troubled.length)} not confirmed`, colour: 'yellow' });
  const named = troubled.slice(0, MAX_NAMED).map((copy): Line => {
    const why = copy.failure === undefined ? '' : `; ${copy.failure}`;
    const text = `${copy.zone}: ${standing(copy)}${why}; next try in ${spanText(copy.nextMs)}`;
    return [{ text: ' '.repeat(indent) }, { text, colour: 'yellow' }];
  });
  return [head, ...named];
}
