// What somebody may have meant who wrote a duration, a weight or a port in a form that is none here.
import { durationMs } from '../time/duration.js';

/** Words for units of time, by the unit as it is written here. */
const UNITS: readonly [pattern: RegExp, unit: string][] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/i, 'ms'],
  [/^(?:s|secs?|seconds?)$/i, 's'],
  [/^(?:m|mins?|minutes?)$/i, 'm'],
  [/^(?:h|hrs?|hours?)$/i, 'h'],
  [/^(?:d|days?)$/i, 'd'],
  [/^(?:w|weeks?)$/i, 'w'],
];

/** How a duration is written whose unit has another name or stands apart. */
export function durationAdvice(value: unknown): string | undefined {
  const found =
    typeof value === 'string' ? /^\s*(\d{1,9}(?:\.\d{1,3})?)[\s_-]*([a-z]+)\.?\s*$/i.exec(value) : null;
  if (found === null) return undefined;
  const [, amount, word] = found;
  const unit = UNITS.find(([pattern]) => pattern.test(word))?.[1];
  const text = `${amount}${unit}`;
  return unit === undefined || text === value || durationMs(text) === undefined ? undefined : `write ${text}`;
}

/** How a weight is written that is a part of a whole, or too large. */
export function weightAdvice(value: unknown): string | undefined {
  const percent = typeof value === 'string' ? /^(\d{1,3})\s*%$/.exec(value)?.[1] : undefined;
  if (percent !== undefined && Number(percent) <= 100)
    return `write ${Number(percent)}: weights are shares in proportion to each other`;
  if (typeof value !== 'number' || value <= 0) return undefined;
  if (!Number.isInteger(value))
    return 'weights are in proportion to each other: 1 and 2 in place of 0.5 and 1';
  return 'weights are in proportion to each other: divide all of them by the same number';
}

const SERVICES =
  /^(?:https?|ssh|smtps?|submission|domain|dns|ldaps?|imaps?|pop3s?|ftp|mysql|postgres(?:ql)?|redis|amqp|web|www)$/i;

/** How a port is written that has something before or behind it, or a name. */
export function portNumberAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 40 || /^\d+$/.test(value)) return undefined;
  const digits = /^\s*:?(\d{1,5})\s*(?:\/\s*(?:tcp|udp))?\s*$/i.exec(value)?.[1];
  if (digits !== undefined && Number(digits) >= 1 && Number(digits) <= 65_535)
    return `write ${Number(digits)}`;
  return SERVICES.test(value) ? 'write its number: names of services are not looked up here' : undefined;
}
