// Moments as people write and read them in a time zone: `22:00`, `2026-12-01 22:00`, and what clocks that change make of them.
import { rfc3339 } from './rfc3339.js';

/** The text is no moment, or not just one. */
export interface NoMoment {
  readonly wrong: string;
  readonly hint: string;
}

const DAY_MS = 86_400_000;
const FORM =
  /^(?:(\d{4})-(\d\d)-(\d\d)(?:(?:T| +)(?=\d)|$))?(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?(Z|[+-]\d\d:?\d\d)?$/i;
const FORMS = 'write a time such as 22:00, or with the date: 2026-12-01 22:00, or 2026-12-01T22:00+01:00';

/** The time zone of this machine. */
function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = '2-digit' as const;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric' },
    ...{ month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(zone, format);
  return format;
}

/** What the clocks of a zone show, as if they were those of UTC. */
function shownMs(ms: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/** The moments at which the clocks of a zone show this: none when they are set forward over it, two when they are set back. */
function momentsOf(wantedMs: number, zone: string): number[] {
  const offsets = [-DAY_MS, DAY_MS].map(at => shownMs(wantedMs + at, zone) - (wantedMs + at));
  const moments = new Set(offsets.map(offset => wantedMs - offset));
  return [...moments].filter(ms => shownMs(ms, zone) === wantedMs).sort((one, other) => one - other);
}

function offsetText(ms: number, zone: string): string {
  const whole = ms - (ms % 1_000);
  const minutes = Math.round((shownMs(whole, zone) - whole) / 60_000);
  const two = (count: number) => `${Math.floor(count)}`.padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** `2026-12-01 22:00`, with seconds when there are some. */
export function localText(ms: number, zone = localZone()): string {
  const text = rfc3339(shownMs(ms, zone)).slice(0, 19).replace('T', ' ');
  return text.endsWith(':00') ? text.slice(0, -3) : text;
}

/** A moment in a form that no change of clocks makes ambiguous: `2026-12-01T22:00:00+01:00`. */
export function offsetMoment(ms: number, zone = localZone()): string {
  return `${rfc3339(shownMs(ms, zone)).slice(0, 19)}${offsetText(ms, zone)}`;
}

/** A zone and how far its clocks are from UTC at a moment: `Europe/Berlin, UTC+01:00`. */
export function zoneText(ms: number, zone = localZone()): string {
  const offset = offsetText(ms, zone);
  return zone === 'UTC' ? zone : `${zone}, UTC${offset}`;
}

/** What a text says of a moment, as if clocks were those of UTC; undefined when there is no such day or time. */
function fieldsMs(
  [, year, month, day, hour = '0', minute = '0', second = '0']: RegExpExecArray,
  dayMs: number,
) {
  const at = new Date(dayMs);
  if (year !== undefined) at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDay =
    year === undefined || (at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day));
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return at.setUTCHours(Number(hour), Number(minute), Number(second), 0);
}

function only(text: string, wantedMs: number, zone: string): number | NoMoment {
  const moments = momentsOf(wantedMs, zone);
  if (moments.length === 1) return moments[0];
  const shown = rfc3339(wantedMs).slice(0, 16).replace('T', ' ');
  if (moments.length === 0)
    return {
      wrong: `${text} is skipped: there is no ${shown} in ${zone}, whose clocks are set forward`,
      hint: FORMS,
    };
  return {
    wrong: `${text} comes twice: the clocks of ${zone} are set back over ${shown}`,
    hint: `write ${moments.map(ms => offsetMoment(ms, zone)).join(' or ')}`,
  };
}

/**
 * The moment that a text means: with a time alone the next one of that kind.
 * @param afterMs it is later than this, when the text has no date; milliseconds since 1970, as what is returned
 */
export function localMoment(text: string, afterMs: number, zone = localZone()): number | NoMoment {
  const parts = FORM.exec(text.trim());
  const [, year, , , hour, , , offset] = parts ?? [];
  const isForm = parts !== null && (year !== undefined || hour !== undefined);
  if (!isForm || (offset !== undefined && year === undefined))
    return { wrong: `${text} is no moment`, hint: FORMS };
  const today = shownMs(afterMs, zone);
  const wantedMs = fieldsMs(parts, today);
  if (wantedMs === undefined) return { wrong: `there is no ${text}`, hint: FORMS };
  if (offset !== undefined) {
    const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset.replace(/^z$/i, '+00:00')) ?? [];
    return wantedMs - Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  }
  if (year !== undefined) return only(text, wantedMs, zone);
  // Twice in a day: the later one may still be ahead when the earlier one is over.
  const later = momentsOf(wantedMs, zone).filter(ms => ms > afterMs);
  if (later.length === 1) return later[0];
  return only(text, wantedMs > today ? wantedMs : wantedMs + DAY_MS, zone);
}
