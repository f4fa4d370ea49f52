// What a zod schema found wrong, in the words of this project: expected, found, and the nearest known spelling.
import type { z } from 'zod';
import { keyForForeign, noteOnKey, wordAdvice } from './foreign-words.js';
import { placeOf } from './key-places.js';
import type { Mapping } from './mapping.js';
import { nearest } from './suggest.js';
import {
  adviceOn,
  type KeyAdvice,
  keyAdviceOn,
  keysAt,
  takesNumber,
  takesText,
  wordsAt,
} from './value-advice.js';
import { explainScalar } from './yaml-syntax.js';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;
type Path = readonly PropertyKey[];

/** One mistake, by path. */
export interface Finding {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
  /** A number stands where a text belongs. */
  readonly isText?: boolean;
  /** Where the key belongs that is missing. */
  readonly missing?: Path;
  /** Keys of the same mapping whose findings come from the same slip. */
  readonly covers?: readonly string[];
}

/** What is validated. */
interface Subject {
  readonly schema: z.ZodType;
  readonly data: unknown;
  /** The scalar at a path as somebody wrote it, when it is no text. */
  readonly written?: (path: Path) => string | undefined;
}

const nouns: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function amount(origin: string, count: number | bigint): string {
  if (origin === 'string') return `${count} character${count === 1 ? '' : 's'}`;
  if (origin === 'array') return `${count} entr${count === 1 ? 'y' : 'ies'}`;
  return String(count);
}

/** The words for an issue whose schema has none of its own; used as zod's error map. */
export function describeIssue(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${nouns[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values
        .map(value => (value === '' ? 'nothing' : String(value)))
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}`;
    // A pattern is no help to anybody who is to write a value: schemas have words of their own for theirs.
    case 'invalid_format':
      return 'expected a text of another form';
    case 'too_big':
      return `expected at most ${amount(issue.origin, issue.maximum)}`;
    case 'too_small':
      return `expected at least ${amount(issue.origin, issue.minimum)}`;
    default:
      return undefined;
  }
}

/** A value as a message names it. */
function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'a mapping' : String(value);
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** Whether a branch of a union was not meant: the value is of another kind altogether. */
function isOtherKind(issues: readonly Issue[]): boolean {
  return issues.some(
    issue =>
      issue.path.length === 0 &&
      (issue.code === 'invalid_type' ||
        issue.code === 'invalid_value' ||
        (issue.code === 'invalid_union' && issue.errors.every(isOtherKind))),
  );
}

/** How many keys of `value` are unknown to a branch of a union, or missing in it. */
function strangers(issues: readonly Issue[], value: unknown): number {
  let count = 0;
  for (const issue of issues) {
    if (issue.path.length === 1) count += valueAt(value, issue.path) === undefined ? 1 : 0;
    else if (issue.path.length > 1) continue;
    else if (issue.code === 'unrecognized_keys') count += issue.keys.length;
    else if (issue.code === 'invalid_union')
      count += strangers(meantBranch(issue.errors, value) ?? [], value);
  }
  return count;
}

/** The branch of a union that a mapping or a list was meant for: the first of those that its keys suit best. */
function meantBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  const possible = branches.filter(branch => !isOtherKind(branch));
  const counts = possible.map(branch => strangers(branch, value));
  return possible[counts.indexOf(Math.min(...counts))];
}

/** The most unknown keys of a mapping for which others are looked through: thousands may have been sent. */
const MAX_ADVISED = 100;

/** The most keys that a message lists. */
const MAX_LISTED = 12;

/** What to do about a key that is not known in a mapping, whatever the mapping is for. */
function keyHint(key: string, known: readonly string[], mapping: Mapping): KeyAdvice | undefined {
  const covering = (hint: string, own: string): KeyAdvice =>
    Object.hasOwn(mapping, own) ? { hint } : { hint, covers: [own] };
  const [, first, rest] = /^([a-z-]+):(\S.*)$/.exec(key) ?? [];
  if (first !== undefined && known.includes(first))
    return covering(`write \`${first}: ${rest}\`, with a space behind the colon`, first);
  const [, bracketed] = /^\[ ?([0-9a-f:.]+) ?\]$/i.exec(key) ?? [];
  if (bracketed !== undefined && typeof mapping[key] === 'number')
    return {
      hint: `write "[${bracketed}]:${mapping[key]}" in quotes: YAML takes the brackets for a list`,
      covers: known,
    };
  const note = noteOnKey(key);
  if (note !== undefined) return { hint: note };
  const own = keyForForeign(key);
  if (own !== undefined && known.includes(own)) return covering(`it is called \`${own}\` here`, own);
  const near = nearest(key, known);
  return near === undefined ? undefined : covering(`did you mean \`${near}\`?`, near);
}

/** Where a key belongs, or which others are known. */
function otherPlace(key: string, known: readonly string[], schema: z.ZodType): string {
  const own = keyForForeign(key);
  for (const word of own === undefined ? [key] : [own, key]) {
    const place = placeOf(schema, word);
    if (place === undefined) continue;
    const called = word === key ? `\`${key}\`` : `it is called \`${word}\` here, and`;
    return `${called} belongs under \`${place}\``;
  }
  if (known.length === 0) return 'there are no keys here';
  const more = known.length - MAX_LISTED;
  const some = more > 1 ? known.slice(0, MAX_LISTED) : known;
  return `known keys: ${some.join(', ')}${more > 1 ? ` and ${more} more` : ''}`;
}

function unknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: Path,
  data: unknown,
  schema: z.ZodType,
): Finding[] {
  const known = keysAt(schema, path);
  const mapping = valueAt(data, path) as Mapping;
  const unknown = new Set(issue.keys);
  const others = Object.keys(mapping).filter(key => !unknown.has(key));
  const adviceOf = (key: string): KeyAdvice => {
    // Known in a mapping of another form that may stand in the same place.
    if (known.includes(key))
      return { hint: `\`${key}\` does not stand beside ${others.map(other => `\`${other}\``).join(', ')}` };
    const advice = keyAdviceOn(schema, path, key, mapping) ?? keyHint(key, known, mapping);
    return advice ?? { hint: otherPlace(key, known, schema) };
  };
  return issue.keys.map((key, index) => ({
    path: [...path, key],
    at: 'key',
    message: `unknown key "${key}"`,
    ...(index < MAX_ADVISED ? adviceOf(key) : {}),
  }));
}

/** What to do about a value. */
function valueHint(path: Path, message: string, { data, schema }: Subject): string | undefined {
  const value = valueAt(data, path);
  const advice = adviceOn(schema, path, value);
  if (advice !== undefined) return advice;
  if (typeof value === 'string' && /^\d{1,10}$/.test(value) && takesNumber(schema, path, value))
    return `write it without quotes: ${value}`;
  if (typeof value !== 'string') return noteOnKey(String(path.at(-1)));
  if (message.startsWith('expected a mapping')) {
    const known = keysAt(schema, path);
    const isKey = (word: string) =>
      known.includes(keyForForeign(word) ?? word) || nearest(word, known) !== undefined;
    return explainScalar(value, isKey);
  }
  return wordAdvice(value, wordsAt(schema, path));
}

function valueFinding(issue: Issue, path: Path, subject: Subject): Finding {
  const { message } = issue;
  const { data, schema, written } = subject;
  const value = valueAt(data, path);
  if (value === undefined && path.length > 0 && typeof path.at(-1) === 'string') {
    const holder = path.slice(0, -1);
    const hint = adviceOn(schema, holder, valueAt(data, holder));
    const missing = `the key "${String(path.at(-1))}" is missing: ${message}`;
    return {
      path: holder,
      at: 'key',
      message: missing,
      missing: path,
      ...(hint === undefined ? {} : { hint }),
    };
  }
  const hint = valueHint(path, message, subject);
  const source = typeof value === 'number' ? written?.(path) : undefined;
  const isText = hint === undefined && source !== undefined && takesText(schema, path, source);
  const found = source ?? describeValue(value);
  return {
    path,
    at: 'value',
    message: message.startsWith('expected ') ? `${message}, found ${found}` : message,
    ...(hint === undefined ? {} : { hint }),
    ...(isText ? { isText } : {}),
  };
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** All findings of one validation, in the order of the issues; of one slip the one that says what to do. */
export function findingsOf(issues: readonly Issue[], subject: Subject): Finding[] {
  const findings = eachFinding(issues, subject);
  const covered = new Set(
    findings.flatMap(({ path, covers = [] }) =>
      covers.map(key => JSON.stringify([...path.slice(0, -1), key])),
    ),
  );
  return findings.filter(({ path, missing }) => !covered.has(JSON.stringify(missing ?? path)));
}

function eachFinding(issues: readonly Issue[], subject: Subject, base: Path = []): Finding[] {
  const { data, schema } = subject;
  return issues.flatMap(issue => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path, data, schema);
    if (issue.code === 'invalid_key')
      return [{ path, at: 'key', message: issue.issues[0]?.message ?? issue.message } satisfies Finding];
    // A scalar may have been meant for any branch, so only the union's own words name all of them.
    if (issue.code === 'invalid_union' && isCollection(valueAt(data, path))) {
      const meant = meantBranch(issue.errors, valueAt(data, path));
      if (meant !== undefined) return eachFinding(meant, subject, path);
    }
    return [valueFinding(issue, path, subject)];
  });
}
