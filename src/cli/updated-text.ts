// What is said of zones that updates have led away from their files.
import { spanText } from '../time/span.js';
import { plural } from '../view/plural.js';
import type { UpdatedPartView, UpdatedZonesView } from '../view/updated-zones.js';
import type { Line } from './lines.js';

/** The most that `rondo status` names. */
const MAX_NAMED = 3;

/** For how long it is so, behind a comma; empty when that was not kept. */
function spanOf({ since }: UpdatedPartView, nowMs: number): string {
  return since === undefined ? '' : `, for ${spanText(Math.max(0, nowMs - Date.parse(since)))}`;
}

/** How far one zone is from its file, and what writes it there. */
export function updatedText(zone: string, part: UpdatedPartView, nowMs: number): string {
  const what = `${plural(part.rrsets, 'RRset')} ${part.rrsets === 1 ? 'is' : 'are'} not as in the file`;
  const next = part.canSync ? `; \`rondo zone sync ${zone}\` writes the file` : '';
  return `${what}${spanOf(part, nowMs)}${next}`;
}

/** How many there are, and the first of them. @param indent of what stands behind the label */
export function updatedLines({ count, first }: UpdatedZonesView, indent: number): Line[] {
  const nowMs = Date.now();
  const named = first
    .slice(0, MAX_NAMED)
    .map(each => `${each.zone} (${plural(each.rrsets, 'RRset')}${spanOf(each, nowMs)})`);
  const more = count - named.length;
  const names = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const next = first.some(({ canSync }) => canSync) ? '; `rondo zone sync ZONE` writes its file' : '';
  const zones = plural(count, 'zone');
  return [[{ text: 'updated'.padEnd(indent) }, { text: `${zones} not as in the file: ${names}${next}` }]];
}
