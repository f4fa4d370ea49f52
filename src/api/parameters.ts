// Parameters of a request, which are texts, as the values that a schema asks for.
import type { z } from 'zod';
import { append } from '../health/lists-by-key.js';
import { alternatives, definitionOf } from '../source/value-advice.js';

/** What the texts of one parameter stand for; those that stand for nothing else stay texts. */
function parameterValue(texts: readonly string[], field: z.ZodType | undefined): unknown {
  const kinds = field === undefined ? [] : [...alternatives(field)].map(({ def }) => def.type);
  // One that is given twice is a list, which most do not take: none of the two may win in silence.
  if (kinds.includes('array') || texts.length > 1) return texts;
  const [text] = texts;
  if (kinds.includes('number') && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (!kinds.includes('boolean')) return text;
  return text === '' || text === 'true' ? true : text === 'false' ? false : text;
}

/** @param schema of all parameters, by name */
export function parameterValues(parameters: URLSearchParams, schema: z.ZodType): Record<string, unknown> {
  const { shape = {} } = definitionOf(schema);
  const fieldOf = (name: string) => (Object.hasOwn(shape, name) ? shape[name] : undefined);
  const texts = new Map<string, string[]>();
  for (const [name, text] of parameters) append(texts, name, text);
  return Object.fromEntries(Array.from(texts, ([name, each]) => [name, parameterValue(each, fieldOf(name))]));
}
