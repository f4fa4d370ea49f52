// What to write in place of several values that stand in one text, or of one that stands in no list.
import type { z } from 'zod';

/** The most values of one text that advice is given about. */
const MAX_SPLIT = 16;

/** It belongs to the address before it. */
const NETMASK = /^255(?:\.\d{1,3}){3}$/;

/** The values of a text, which may stand in brackets of another program; undefined when there are too many. */
export function partsOf(text: string): string[] | undefined {
  const inner = /^\((.*)\)$|^\{(.*)\}$/s.exec(text.trim());
  const parts = (inner?.[1] ?? inner?.[2] ?? text).trim().split(/\s*[,;]\s*|\s+/);
  const given = parts.filter(part => part !== '');
  return given.length === 0 || given.length > MAX_SPLIT ? undefined : given;
}

/** A list in YAML. */
export function listText(parts: readonly string[]): string {
  const quoted = (part: string) => (/^[[*&!]|^:|:$/.test(part) ? `"${part}"` : part);
  return `[${parts.map(quoted).join(', ')}]`;
}

/** What to write in place of several values in one text. @param atLeast how many it takes for a list */
export function severalAdvice(value: unknown, item: z.ZodType, atLeast = 2): string | undefined {
  const parts = typeof value === 'string' ? partsOf(value) : undefined;
  if (parts === undefined || parts.length < atLeast || parts.some(part => NETMASK.test(part)))
    return undefined;
  return parts.every(part => item.safeParse(part).success) ? `write a list: ${listText(parts)}` : undefined;
}
