// Spans of time as people write them in YAML: `500ms`, `1s`, `1h30m`, or a plain number of seconds.

const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const WHOLE = /^(?:\d{1,9}(?:\.\d{1,3})?(?:ms|[smhdw]))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;

/** The regular expression of a duration with units, for schemas. */
export const DURATION_PATTERN = WHOLE;

/** The duration in milliseconds; undefined when it is none. A plain number, also as text, counts seconds. */
export function durationMs(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value * 1_000 : undefined;
  const text = value.trim().toLowerCase();
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1_000;
  if (text.length > 64 || !WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART)) total += Number(amount) * UNIT_MS[unit];
  return total;
}

/** The duration in its largest exact units, as {@link durationMs} reads it. @param ms whole milliseconds */
export function durationText(ms: number): string {
  let rest = ms;
  let text = '';
  for (const unit of ['h', 'm', 's', 'ms']) {
    const count = Math.floor(rest / UNIT_MS[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNIT_MS[unit];
  }
  return text === '' ? '0s' : text;
}
