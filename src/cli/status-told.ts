// The lines of `rondo status` about secondaries that are told of new versions.
import { spanText } from '../time/span.js';
import { numberText } from '../view/plural.js';
import { type BehindView, heldText, type ToldSecondaryView } from '../view/told-secondaries.js';
import type { Line, Span } from './lines.js';

/** The most that are told of. */
const MAX_NAMED = 3;

/** How many there are, then a line for each of the first with which something is wrong. @param indent of those lines */
export function toldLines(told: readonly ToldSecondaryView[], indent: number): Line[] {
  const failing = told.filter(({ failure }) => failure !== undefined);
  const head: Span[] = [
    { text: 'told'.padEnd(indent) },
    { text: `${numberText(told.length)} ${told.length === 1 ? 'secondary' : 'secondaries'}` },
  ];
  if (failing.length > 0)
    head.push({ text: ': ' }, { text: `${numberText(failing.length)} failing`, colour: 'yellow' });
  const named = failing.slice(0, MAX_NAMED).map(({ secondary, failure }): Line => {
    const { text, zone, ageMs } = failure!;
    const of = zone === undefined ? '' : ` of ${zone}`;
    return [
      { text: ' '.repeat(indent) },
      { text: `${secondary}${of} ${text} (for ${spanText(ageMs)})`, colour: 'yellow' },
    ];
  });
  const more = failing.length - named.length;
  return [
    head,
    ...named,
    ...(more > 0 ? [[{ text: ' '.repeat(indent) }, { text: `and ${numberText(more)} more` }]] : []),
  ];
}

/** What one secondary lacks of a zone. */
export function behindText({ secondary, acknowledged, serial, ageMs }: BehindView): string {
  return `${secondary} ${heldText(serial)}, and took note of ${acknowledged} (for ${spanText(ageMs)})`;
}
