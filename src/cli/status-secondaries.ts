// The lines of `rondo status` about zones of other servers.
import { spanText } from '../time/span.js';
import { numberText, plural } from '../view/plural.js';
import { isUnconfirmed, type SecondaryView } from '../view/secondary-zones.js';
import type { ServerParts } from '../view/status.js';
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

/** How many there are, then a line for each of the first that is not as it should be. @param indent of those lines */
export function secondaryLines(
  { secondaries: zones = [], furtherSecondaries: further }: ServerParts,
  indent: number,
): Line[] {
  const troubled = zones.filter(isUnconfirmed);
  const count = zones.length + (further?.count ?? 0);
  const unconfirmed = troubled.length + (further?.unconfirmed ?? 0);
  const head: Span[] = [{ text: 'secondary'.padEnd(indent) }, { text: plural(count, 'zone') }];
  if (unconfirmed > 0)
    head.push({ text: ': ' }, { text: `${numberText(unconfirmed)} not confirmed`, colour: 'yellow' });
  const named = troubled.slice(0, MAX_NAMED).map((zone): Line => {
    return [{ text: ' '.repeat(indent) }, { text: `${zone.zone}: ${copyText(zone)}`, colour: 'yellow' }];
  });
  return [head, ...named];
}
