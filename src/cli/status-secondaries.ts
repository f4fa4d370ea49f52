// The lines of `rondo status` about zones of other servers.
import { spanText } from '../time/span.js';
import { numberText, plural } from '../view/plural.js';
import type { SecondaryView } from '../view/secondary-zones.js';
import type { Line, Span } from './lines.js';

/** The most that are told of. */
const MAX_NAMED = 3;

function standing({ serial, isExpired, ageMs }: SecondaryView): string {
  if (serial === undefined) return 'not transferred yet';
  const age = ageMs === undefined ? '' : `, confirmed ${spanText(ageMs)} ago`;
  return `serial ${serial}${age}${isExpired ? ', expired' : ''}`;
}

/** How a copy stands, and when it is asked for. */
export function copyText(zone: SecondaryView): string {
  const why = zone.failure === undefined ? '' : `; ${zone.failure}`;
  return `${standing(zone)}${why}; next try in ${spanText(zone.nextMs)}`;
}

const isTrouble = ({ serial, isExpired, failure }: SecondaryView) =>
  serial === undefined || isExpired || failure !== undefined;

/** How many there are, then a line for each of the first that is not as it should be. @param indent of those lines */
export function secondaryLines(zones: readonly SecondaryView[], indent: number): Line[] {
  const troubled = zones.filter(isTrouble);
  const head: Span[] = [{ text: 'secondary'.padEnd(indent) }, { text: plural(zones.length, 'zone') }];
  if (troubled.length > 0)
    head.push({ text: ': ' }, { text: `${numberText(troubled.length)} not confirmed`, colour: 'yellow' });
  const named = troubled.slice(0, MAX_NAMED).map((zone): Line => {
    return [{ text: ' '.repeat(indent) }, { text: `${zone.zone}: ${copyText(zone)}`, colour: 'yellow' }];
  });
  return [head, ...named];
}
