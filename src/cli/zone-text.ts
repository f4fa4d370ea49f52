// What `rondo zone` prints of zones: a table, one zone in full, and what changed from serial to serial.
import type { z } from 'zod';
import { spanText } from '../time/span.js';
import { numberText, plural } from '../view/plural.js';
import type { changesView, ZoneLine, ZoneStep, ZoneView, zonesView } from '../view/zones.js';
import { plainTable } from './plain-table.js';
import { copyText } from './status-secondaries.js';
import { updatedText } from './updated-text.js';

export type ZonesView = z.output<typeof zonesView>;
export type ChangesView = z.output<typeof changesView>;

const agoText = (readAt: string, nowMs: number) => `${spanText(Math.max(0, nowMs - Date.parse(readAt)))} ago`;

function rowOf({ zone, serial, pools, isSigned, readAt, source }: ZoneLine, nowMs: number): string[] {
  return [zone, String(serial), String(pools), isSigned ? 'yes' : 'no', agoText(readAt, nowMs), source];
}

/** The zones, one a line; below them why some are not as their files stand. */
export function zonesText({ zones }: ZonesView, nowMs: number): string {
  if (zones.length === 0) return 'no zones\n';
  const table = plainTable([
    ['ZONE', 'SERIAL', 'POOLS', 'SIGNED', 'READ', 'FILE'],
    ...zones.map(zone => rowOf(zone, nowMs)),
  ]);
  const kept = zones.flatMap(({ zone, kept: why }) => (why === undefined ? [] : [`${zone}: ${why}\n`]));
  return table + kept.join('');
}

/** All that is known of one zone. */
export function zoneDetailText(view: ZoneView, nowMs: number): string {
  const { zone, serial, source, names, records, pools, isSigned, readAt, kept, updated, copy } = view;
  const { followsHealth } = view;
  const rows = [
    ['zone', zone],
    ['serial', String(serial)],
    ['file', source],
    ['read', `${readAt} (${agoText(readAt, nowMs)})`],
    ['holds', `${plural(records, 'record')} at ${plural(names, 'name')}`],
    ['pools', `${numberText(pools)} watched`],
    ['signed', isSigned ? 'yes' : 'no'],
    ...(followsHealth === true
      ? [['follows', 'health: under this serial secondaries get who is handed out']]
      : []),
    ...(updated === undefined ? [] : [['updated', updatedText(zone, updated, nowMs)]]),
    ...(kept === undefined ? [] : [['kept', kept]]),
    ...(copy?.from === undefined ? [] : [['from', copy.from]]),
    ...(copy === undefined ? [] : [['copy', copyText(copy)]]),
  ];
  return plainTable(rows);
}

function stepText({ from, to, came, went, records }: ZoneStep): string {
  const more = came + went - records.length;
  const rest = more > 0 ? [`  and ${plural(more, 'more record')}`] : [];
  const head = `${from} to ${to}: ${numberText(came)} came, ${numberText(went)} went`;
  return [head, ...records.map(record => `  ${record}`), ...rest].map(line => `${line}\n`).join('');
}

/** What changed, the oldest step first. */
export function stepsText({ zone, serial, followsHealth }: ChangesView, steps: readonly ZoneStep[]): string {
  const whose = followsHealth === true ? ' for secondaries' : '';
  if (steps.length === 0) return `${zone} has serial ${serial}: nothing has changed${whose}\n`;
  const head = followsHealth === true ? `${zone} follows health: this is what secondaries get\n` : '';
  return head + steps.map(stepText).join('');
}
