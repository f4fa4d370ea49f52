// What `rondo zone` prints of zones: a table, one zone in full, and what changed from serial to serial.
import type { z } from 'zod';
import { spanText } from '../time/span.js';
import { namesText } from '../view/fault-text.js';
import { numberText, plural } from '../view/plural.js';
import type { changesView, ZoneLine, ZoneStep, ZoneView, zonesView } from '../view/zones.js';
import { plainTable } from './plain-table.js';
import { copyText } from './status-secondaries.js';
import { behindText } from './status-told.js';
import { updatedText } from './updated-text.js';

export type ZonesView = z.output<typeof zonesView>;
export type ChangesView = z.output<typeof changesView>;

const agoText = (readAt: string, nowMs: number) => `${spanText(Math.max(0, nowMs - Date.parse(readAt)))} ago`;

/** @param marks whether it is said who may ask */
function rowOf(line: ZoneLine, nowMs: number, marks: boolean): string[] {
  const { zone, serial, pools, isSigned, readAt, source } = line;
  const asked = marks ? [line.isRestricted === true ? 'some' : 'any'] : [];
  const facts = [String(serial), String(pools), isSigned ? 'yes' : 'no'];
  return [zone, ...facts, ...asked, agoText(readAt, nowMs), source];
}

/** The zones, one a line; below them why some are not as their files stand. */
export function zonesText({ zones }: ZonesView, nowMs: number): string {
  if (zones.length === 0) return 'no zones\n';
  const marks = zones.some(({ isRestricted }) => isRestricted === true);
  const table = plainTable([
    ['ZONE', 'SERIAL', 'POOLS', 'SIGNED', ...(marks ? ['ANSWER-TO'] : []), 'READ', 'FILE'],
    ...zones.map(zone => rowOf(zone, nowMs, marks)),
  ]);
  const kept = zones.flatMap(({ zone, kept: why }) => (why === undefined ? [] : [`${zone}: ${why}\n`]));
  return table + kept.join('');
}

/** Who may ask, and who gets the zone as a whole, where that is not as by default. */
function accessRows({ answerTo, transfer }: ZoneView): string[][] {
  const over = transfer?.isTlsOnly === true ? ', over TLS alone' : '';
  return [
    ...(answerTo === undefined ? [] : [['answer-to', namesText(answerTo)]]),
    ...(transfer === undefined ? [] : [['transfer', `to ${namesText(transfer.to)}${over}`]]),
  ];
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
    ...accessRows(view),
    ...(followsHealth === true
      ? [['follows', 'health: under this serial secondaries get who is handed out']]
      : []),
    ...(updated === undefined ? [] : [['updated', updatedText(zone, updated, nowMs)]]),
    ...(view.behind ?? []).map(each => ['behind', behindText(each)]),
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
