// What a reload changed, as people and programs read it.
import { compareNames, compareRdata, firstInOrder } from '../dns/canonical-order.js';
import { nameFromText } from '../dns/name.js';
import { recordToText } from '../dns/record-text.js';
import type { ZoneRecord } from '../image/walk.js';
import { type Difference, isSameBesideSerial } from '../store/diff.js';
import { recordsOf } from '../store/record-list.js';
import { CHANGE, type ZoneChange } from '../store/zone-change.js';
import { MAX_CHANGES, type ZoneChangeView } from '../view/event.js';
import { plural } from '../view/plural.js';

/** The most zones that one line names. */
const MAX_NAMED = 8;
/** The longest text of a record. */
const MAX_TEXT = 250;

/** The records that came and went, the SOA among them when more than its serial differs. */
function countsOf({ olderSoa, newerSoa, cameCount, wentCount }: Difference): { came: number; went: number } {
  const soa = isSameBesideSerial(olderSoa, newerSoa) ? 0 : 1;
  return { came: cameCount + soa, went: wentCount + soa };
}

function textOf(change: ZoneChange): string {
  const { zone } = change;
  if (change.kind === CHANGE.NEW) return `${zone}: new, ${plural(change.records, 'record')}`;
  if (change.kind === CHANGE.GONE) return `${zone}: gone`;
  const { came, went } = countsOf(change.difference);
  if (came === 0 && went === 0) return `${zone}: serial ${change.toSerial}, no record changed`;
  const parts = [
    ...(came === 0 ? [] : [`${plural(came, 'record')} came`]),
    ...(went === 0 ? [] : [came === 0 ? `${plural(went, 'record')} went` : `${went} went`]),
  ];
  return `${zone}: ${parts.join(', ')}`;
}

/** The first by name of a list that may be long. */
function firstByName(changes: readonly ZoneChange[], count: number): ZoneChange[] {
  const name = ({ zone }: ZoneChange) => nameFromText(zone === '.' ? zone : `${zone}.`);
  const named = changes.map(change => ({ change, name: name(change) }));
  return firstInOrder(named, count, (a, b) => compareNames(a.name, b.name)).map(({ change }) => change);
}

/** One line about what changed; empty when nothing did. */
export function changesText(changes: readonly ZoneChange[]): string {
  const named = firstByName(changes, MAX_NAMED).map(textOf);
  const more = changes.length - named.length;
  return [...named, ...(more > 0 ? [`and ${plural(more, 'more zone')}`] : [])].join('; ');
}

function recordText(sign: string, record: ZoneRecord): string {
  const text = `${sign} ${recordToText(record)}`;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** The first changes by name; at one name what went comes before what came. */
function recordTexts({ olderSoa, newerSoa, went, came }: Difference, count: number): string[] {
  const isSoaSame = isSameBesideSerial(olderSoa, newerSoa);
  const soas = isSoaSame ? [] : [olderSoa, newerSoa];
  const signed = [
    ...soas.flatMap((record, index) => (record === undefined ? [] : [{ sign: '-+'[index], record }])),
    ...recordsOf(went, count).map(record => ({ sign: '-', record })),
    ...recordsOf(came, count).map(record => ({ sign: '+', record })),
  ];
  return signed
    .sort(
      (a, b) =>
        compareNames(a.record.owner, b.record.owner) ||
        a.record.type - b.record.type ||
        b.sign.charCodeAt(0) - a.sign.charCodeAt(0) ||
        compareRdata(a.record.rdata, b.record.rdata),
    )
    .slice(0, count)
    .map(({ sign, record }) => recordText(sign, record));
}

/** What changed from one version of a zone to the next. @param most how many records are listed */
export function stepView(
  difference: Difference,
  most: number,
): Pick<ZoneChangeView, 'came' | 'went' | 'records'> {
  return { ...countsOf(difference), records: recordTexts(difference, most) };
}

/** The first zones by name, with the first changes of their records: {@link MAX_CHANGES} in all. */
export function changeViews(changes: readonly ZoneChange[]): ZoneChangeView[] {
  let room = MAX_CHANGES;
  return firstByName(changes, MAX_CHANGES).map(change => {
    const { zone, kind: what } = change;
    if (what === CHANGE.GONE) return { zone, what, came: 0, went: change.records, records: [] };
    if (what === CHANGE.NEW)
      return { zone, what, came: change.records, went: 0, serial: change.serial, records: [] };
    const step = stepView(change.difference, room);
    room -= step.records.length;
    return { zone, what, ...step, serial: change.toSerial };
  });
}
