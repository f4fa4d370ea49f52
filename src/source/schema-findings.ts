// What a zod schema found wrong, in the words of this project: expected, found, and the nearest known spelling.
import type { z } from 'zod';
import { nearest } from './suggest.js';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;
type Path = readonly PropertyKey[];

/** One mistake, by path. */
export interface Finding {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
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
  if (Array.isArray(value)) return 'a list';
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

/** The parts of a schema's definition that lead to other schemas. */
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

function definitionOf(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/** The keys that a mapping at `path` may have. */
function knownKeys(schema: z.ZodType | undefined, path: Path): string[] {
  if (schema === undefined) return [];
  const definition = definitionOf(schema);
  const { options, shape, element, valueType } = definition;
  const wrapped = definition.innerType ?? definition.in;
  if (wrapped !== undefined) return knownKeys(wrapped, path);
  if (options !== undefined) return options.flatMap(option => knownKeys(option, path));
  if (path.length === 0) return shape === undefined ? [] : Object.keys(shape);
  const [step, ...rest] = path;
  if (shape !== undefined) return Object.hasOwn(shape, step) ? knownKeys(shape[String(step)], rest) : [];
  return knownKeys(element ?? valueType, rest);
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

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: Path, schema: z.ZodType): Finding[] {
  const known = [...new Set(knownKeys(schema, path))];
  return issue.keys.map(key => {
    const near = nearest(key, known);
    const all = known.length === 0 ? 'there are no keys here' : `known keys: ${known.join(', ')}`;
    const hint = near === undefined ? all : `did you mean \`${near}\`?`;
    return { path: [...path, key], at: 'key', message: `unknown key "${key}"`, hint };
  });
}

function valueFinding(issue: Issue, path: Path, data: unknown): Finding {
  const { message } = issue;
  const value = valueAt(data, path);
  if (value === undefined && path.length > 0 && typeof path.at(-1) === 'string')
    return {
      path: path.slice(0, -1),
      at: 'key',
      message: `the key "${String(path.at(-1))}" is missing: ${message}`,
    };
  const near =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? nearest(
          value,
          issue.values.map(String).filter(each => each !== ''),
        )
      : undefined;
  return {
    path,
    at: 'value',
    message: message.startsWith('expected ') ? `${message}, found ${describeValue(value)}` : message,
    ...(near === undefined ? {} : { hint: `did you mean \`${near}\`?` }),
  };
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** All findings of one validation, in the order of the issues. */
export function findingsOf(
  issues: readonly Issue[],
  schema: z.ZodType,
  data: unknown,
  base: Path = [],
): Finding[] {
  return issues.flatMap(issue => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path, schema);
    if (issue.code === 'invalid_key')
      return [{ path, at: 'key', message: issue.issues[0]?.message ?? issue.message } satisfies Finding];
    // A scalar may have been meant for any branch, so only the union's own words name all of them.
    if (issue.code === 'invalid_union' && isCollection(valueAt(data, path))) {
      const meant = issue.errors.find(branch => !isOtherKind(branch));
      if (meant !== undefined) return findingsOf(meant, schema, data, path);
    }
    return [valueFinding(issue, path, data)];
  });
}
