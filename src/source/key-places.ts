// Where in a schema a key is known, so that a message can say where a misplaced one belongs.
import type { z } from 'zod';
import { alternatives, definitionOf } from './value-advice.js';

/** How deep mappings of this project go. */
const MAX_DEPTH = 5;

/** A mapping in which a key is known: the names that lead there, an entry of any name as NAME, and its keys. */
type KeyPlace = readonly [path: readonly string[], shape: object];

/** The keys that are known in a schema or below it: a search goes only where it can find something. */
const keysBelow = new WeakMap<z.ZodType, ReadonlySet<string>>();

/** The schemas of the values of a mapping or a list. */
const insideOf = (schema: z.ZodType): z.ZodType[] =>
  [...alternatives(schema)].flatMap(each => {
    const { shape = {}, element, valueType } = definitionOf(each);
    return [...Object.values(shape), element, valueType].filter(inner => inner !== undefined);
  });

function knownBelow(schema: z.ZodType): ReadonlySet<string> {
  const kept = keysBelow.get(schema);
  if (kept !== undefined) return kept;
  const keys = new Set<string>();
  const seen = new Set([schema]);
  let level = [schema];
  // Some schemas name themselves: what is met again leads nowhere new.
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    for (const each of level.flatMap(one => [...alternatives(one)]))
      for (const key of Object.keys(definitionOf(each).shape ?? {})) keys.add(key);
    level = [...new Set(level.flatMap(insideOf))].filter(each => !seen.has(each));
    for (const each of level) seen.add(each);
  }
  keysBelow.set(schema, keys);
  return keys;
}

function* placesOf(schema: z.ZodType, key: string, path: readonly string[] = []): Generator<KeyPlace> {
  if (!knownBelow(schema).has(key)) return;
  const inner = [...alternatives(schema)].map(definitionOf);
  const known = inner.find(({ shape }) => shape !== undefined && Object.hasOwn(shape, key));
  if (path.length > 0 && known?.shape !== undefined) yield [path, known.shape];
  if (path.length > MAX_DEPTH) return;
  for (const { shape = {}, element, valueType } of inner) {
    for (const [name, each] of Object.entries(shape)) yield* placesOf(each, key, [...path, name]);
    if (element !== undefined) yield* placesOf(element, key, path);
    else if (valueType !== undefined) yield* placesOf(valueType, key, [...path, 'NAME']);
  }
}

/**
 * The first place where a key is known.
 * @returns undefined when others have other keys, and are not below it: nobody knows which is meant
 */
export function placeOf(schema: z.ZodType, key: string): string | undefined {
  const places = [...placesOf(schema, key)].map(([path, shape]) => ({ text: `${path.join(': ')}:`, shape }));
  const [first] = places.sort((a, b) => a.text.length - b.text.length);
  const alike = places.filter(({ shape }) => shape === first.shape);
  return places.every(({ text }) => alike.some(each => text.startsWith(each.text))) ? first?.text : undefined;
}
