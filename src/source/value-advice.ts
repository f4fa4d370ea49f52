// What values say about themselves beyond right and wrong: doubts about legal ones, advice about others; and who finds it.
import { z } from 'zod';
import type { Mapping } from './mapping.js';
import type { Doubt } from './problem.js';

interface Advice {
  /** What is probably not meant although it is legal. */
  readonly doubt?: (value: unknown) => Doubt | undefined;
  /** What to do about a value that is wrong. @param key what it stands under */
  readonly advice?: (value: unknown, key: string) => string | undefined;
  /** What to do about a key that is not known in a mapping. */
  readonly key?: (key: string, mapping: Mapping) => KeyAdvice | undefined;
}

/** What to do about an unknown key. */
export interface KeyAdvice {
  readonly hint: string;
  /** Other keys of the mapping about which nothing more is to be said: what is wrong with them is the same slip. */
  readonly covers?: readonly string[];
}

const known = z.registry<Advice>();

/** Lets a kind of value say more about values that people write. @returns the same schema */
export function advised<T extends z.ZodType>(schema: T, advice: Advice): T {
  known.add(schema, advice);
  return schema;
}

/** The parts of a schema's definition that lead to other schemas. */
interface Definition {
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  /** Of what names itself. */
  readonly getter?: () => z.ZodType;
  readonly options?: readonly z.ZodType[];
  /** Of literals. */
  readonly values?: readonly unknown[];
  /** Of enumerations. */
  readonly entries?: Readonly<Record<string, unknown>>;
}

export function definitionOf(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/** The schema and those inside it that look at the same value: parts of a union, what is under an optional one. */
export function* alternatives(schema: z.ZodType): Generator<z.ZodType> {
  yield schema;
  const { options = [], innerType, in: input, getter } = definitionOf(schema);
  for (const inner of [...options, innerType, input, getter?.()])
    if (inner !== undefined) yield* alternatives(inner);
}

/** The schemas of the value of one key or index. */
function stepInto(schema: z.ZodType, step: PropertyKey): z.ZodType[] {
  const { shape, element, valueType } = definitionOf(schema);
  if (shape !== undefined) return Object.hasOwn(shape, step) ? [shape[String(step)]] : [];
  if (element !== undefined) return typeof step === 'number' ? [element] : [];
  return valueType === undefined ? [] : [valueType];
}

/** The schemas at a path. */
function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  let schemas = [...alternatives(schema)];
  for (const step of path)
    schemas = schemas.flatMap(each => stepInto(each, step)).flatMap(each => [...alternatives(each)]);
  return schemas;
}

/** What to do about a wrong value, where somebody knows. */
export function adviceOn(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): string | undefined {
  for (const each of schemasAt(schema, path)) {
    const advice = known.get(each)?.advice?.(value, String(path.at(-1) ?? ''));
    if (advice !== undefined) return advice;
  }
  return undefined;
}

/** What to do about a key that is not known in the mapping at a path, where somebody knows. */
export function keyAdviceOn(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  key: string,
  mapping: Mapping,
): KeyAdvice | undefined {
  for (const each of schemasAt(schema, path)) {
    const advice = known.get(each)?.key?.(key, mapping);
    if (advice !== undefined) return advice;
  }
  return undefined;
}

/** The keys that a mapping at a path may have. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  return [...new Set(schemasAt(schema, path).flatMap(each => Object.keys(definitionOf(each).shape ?? {})))];
}

/** Whether the text at a path would be right as a number. */
export function takesNumber(schema: z.ZodType, path: readonly PropertyKey[], text: string): boolean {
  return schemasAt(schema, path).some(
    each => each instanceof z.ZodNumber && each.safeParse(Number(text)).success,
  );
}

/** Whether the number at a path would be right as a text. */
export function takesText(schema: z.ZodType, path: readonly PropertyKey[], text: string): boolean {
  const schemas = schemasAt(schema, path);
  const isNumber = schemas.some(each => each instanceof z.ZodNumber);
  return !isNumber && schemas.some(each => each instanceof z.ZodString && each.safeParse(text).success);
}

/** The words that may stand at a path. */
export function wordsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const words = schemasAt(schema, path).flatMap(each => {
    const { values = [], entries = {} } = definitionOf(each);
    return [...values, ...Object.values(entries)].filter(word => typeof word === 'string' && word !== '');
  });
  return [...new Set(words as string[])];
}

const doubtful = new WeakMap<z.ZodType, boolean>();

/** Whether a doubt is possible somewhere in values of a schema: most have none, so that large files are passed over. */
function canDoubt(schema: z.ZodType): boolean {
  const before = doubtful.get(schema);
  if (before !== undefined) return before;
  doubtful.set(schema, false);
  const { shape = {}, element, valueType, options = [], innerType, in: input, getter } = definitionOf(schema);
  const inner = [...Object.values(shape), ...options, element, valueType, innerType, input, getter?.()];
  const can =
    known.get(schema)?.doubt !== undefined || inner.some(each => each !== undefined && canDoubt(each));
  doubtful.set(schema, can);
  return can;
}

type See = (path: readonly PropertyKey[], doubt: Doubt) => void;

function visit(schemas: readonly z.ZodType[], data: unknown, see: See, path: readonly PropertyKey[]): void {
  const all = schemas.filter(canDoubt).flatMap(each => [...alternatives(each)]);
  if (all.length === 0) return;
  const doubts = all.flatMap(each => known.get(each)?.doubt?.(data) ?? []);
  if (doubts.length > 0) see(path, doubts[0]);
  if (typeof data !== 'object' || data === null) return;
  const entries = Array.isArray(data) ? [...data.entries()] : Object.entries(data);
  for (const [step, value] of entries)
    visit(
      all.flatMap(each => stepInto(each, step)),
      value,
      see,
      [...path, step],
    );
}

/** Every doubt about values that are legal, one for each. @param see takes it with the path of the value */
export function eachDoubt(schema: z.ZodType, data: unknown, see: See): void {
  visit([schema], data, see, []);
}
