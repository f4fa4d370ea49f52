// The kinds of probes by their names and by their keys.
import type { AnyProbeKind } from './kind.js';
import { KINDS } from './registry.js';

export type ProbeKindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as ProbeKindName[];

/** A kind, by its name alone. */
export function kindOf(name: ProbeKindName): AnyProbeKind {
  return KINDS[name];
}

/** Whether a kind has a key of its own. */
export function hasKey(name: ProbeKindName, key: string): boolean {
  return Object.hasOwn(kindOf(name).keys, key);
}

/** The keys that belong to some kinds only; each is called like its field. */
export const KIND_KEYS: readonly string[] = [
  ...new Set(KIND_NAMES.flatMap(name => Object.keys(kindOf(name).keys))),
];

/** `a`, `a and b`, `a, b and c`. */
function listText(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** What is wrong with a key that a kind does not have. */
export function foreignKey(key: string, kind: ProbeKindName): string {
  const owners = KIND_NAMES.filter(name => hasKey(name, key));
  return `"${key}" belongs to ${listText(owners)} probes; this one is ${kind}`;
}
