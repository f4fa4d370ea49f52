// Values as YAML text: words plain where that is safe, else in quotes; mappings and lists in one line.
import type { Keys, Value } from './draft.js';

/** Words that YAML, or a reader of YAML 1.1, takes for something else than text. */
const RESERVED = /^(?:~|null|true|false|yes|no|on|off|y|n|\.inf|\.nan)$/i;

/** Begins with a letter, a slash or a digit, and has nothing that means something to YAML. */
const PLAIN = /^[A-Za-z/_][\w./+%*#-]*$|^\d[\w./%-]*$/;

const NUMBER = /^[-+.]?\d[\d_.]*(?:e[-+]?\d+)?$|^0[xo]/i;

/** Three numbers with dots, and so on, are no number. */
const ADDRESS = /^\d+(?:\.\d+){3}(?:[:/]\d+)?$/;

/** Words that are written as they are though YAML 1.1 has other thoughts: keys of Rondo take them as text. */
const SWITCHES: ReadonlySet<string> = new Set(['on', 'off', 'yes', 'no']);

function isPlain(text: string): boolean {
  if (ADDRESS.test(text)) return true;
  if (text === '' || NUMBER.test(text) || text.endsWith(':')) return false;
  if (SWITCHES.has(text)) return true;
  return PLAIN.test(text) && !RESERVED.test(text) && !text.includes(' #');
}

/** A text as a scalar. */
export function scalar(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text).replaceAll('\u007f', '\\x7f');
}

/** A value in one line. */
export function flow(value: Value): string {
  if (typeof value === 'string') return scalar(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  return `{ ${entries(value as Keys).join(', ')} }`;
}

/** `key: value` for each key. */
export function entries(keys: Keys): string[] {
  return Object.entries(keys).map(([key, value]) => `${scalar(key)}: ${flow(value)}`);
}

/** A comment of one line; what comes from a file must not end it. */
export function comment(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return line === '' ? '#' : `# ${line}`;
}

/** A line with a comment behind it, if there is one. */
export function commented(line: string, text: string | undefined): string {
  return text === undefined ? line : `${line}   ${comment(text)}`;
}
