// Counts and times in the narrow columns of the page.
import { spanText } from '../time/span.js';
import { numberText } from '../view/plural.js';
import { type Attributes, element, type Markup } from './tree.js';

const UNITS = ['', 'k', 'M', 'G', 'T'];
/** Larger counts are shown in thousands, millions and so on. */
const MOST_SHOWN = 99_999;

/** A count for a narrow column: `12,345`, `123k`. */
export function shortCount(count: number): string {
  let rest = count;
  let unit = 0;
  for (; rest > MOST_SHOWN && unit < UNITS.length - 1; unit++) rest = Math.floor(rest / 1000);
  return `${numberText(rest)}${UNITS[unit]}`;
}

/** How long something took: `0.8 ms`, `12 ms`, `1.2 s`. */
export function tookText(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${Math.round(ms * 10) / 10} ms` : `${Math.round(ms)} ms`;
}

/** How long ago something began; the browser goes on counting. @param atMs when, in milliseconds since 1970 */
export function elapsed(atMs: number, nowMs: number, attributes: Attributes = {}): Markup {
  const shown = spanText(Math.max(0, nowMs - atMs));
  return element('time', { ...attributes, 'data-at': Math.round(atMs) }, shown);
}
