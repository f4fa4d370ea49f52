// The line of `rondo status` about answers of which clients have got too many.
import { namesText } from '../view/fault-text.js';
import { numberText, plural } from '../view/plural.js';
import type { RateLimitView } from '../view/rate-limit.js';
import type { Line } from './lines.js';

/** The most prefixes that it names. */
const MAX_NAMED = 3;

/** None when no answer was over the limit. @param width of the label */
export function limitLines({ dropped, slipped, wouldLimit, prefixes }: RateLimitView, width: number): Line[] {
  const heldBack = dropped + slipped;
  if (heldBack + wouldLimit === 0) return [];
  const done = [
    ...(heldBack > 0 ? [`${numberText(dropped)} dropped, ${numberText(slipped)} truncated`] : []),
    ...(wouldLimit > 0 ? [`${numberText(wouldLimit)} sent in a dry run`] : []),
  ].join(', ');
  const named = prefixes.map(({ prefix, answers }) => `${prefix} ${numberText(answers)}`);
  const of = named.length === 0 ? '' : `; most to ${namesText(named, MAX_NAMED)}`;
  const text = `${plural(heldBack + wouldLimit, 'answer')}: ${done}${of}`;
  return [[{ text: 'limited'.padEnd(width) }, named.length === 0 ? { text } : { text, colour: 'yellow' }]];
}
