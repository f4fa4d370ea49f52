// Zones and forward rules for patterns of names, such as `*ads.example`: which is closest to a name.
import { labelCount, type Name, sameName } from '../dns/name.js';
import { endsWith, type NamePattern, patternOf, SINGLE_ADDRESS } from '../dns/name-pattern.js';
import { TYPE } from '../dns/types.js';
import type { LookupName } from './lookup-name.js';

const { A, AAAA } = TYPE;

/** One pattern of the catalog. */
interface Entry extends NamePattern {
  /** Labels of the parent. */
  readonly labels: number;
  readonly hasAddressesOnly: boolean;
  readonly entry: number;
}

/** The longer goes before the shorter; names of one label before all names. */
function compare(one: Entry, other: Entry): number {
  return (
    other.labels - one.labels ||
    other.tail.length - one.tail.length ||
    Number(other.isSingle) - Number(one.isSingle) ||
    Number(other.hasAddressesOnly) - Number(one.hasAddressesOnly)
  );
}

export class NamePatterns {
  /** Entry of the catalog that {@link find} has found. */
  entry = 0;
  /** The label that it covers a part of. */
  label = 0;
  readonly #entries: readonly Entry[];

  /** @param patterns their names in lower case, and the entries of the catalog for them */
  constructor(patterns: readonly { readonly name: Name; readonly entry: number }[]) {
    this.#entries = patterns
      .map(({ name, entry }) => {
        const pattern = patternOf(name);
        const hasAddressesOnly = sameName(name, SINGLE_ADDRESS);
        return { ...pattern, labels: labelCount(pattern.parent), hasAddressesOnly, entry };
      })
      .sort(compare);
  }

  /** Finds the longest pattern of a name. @returns whether there is one */
  find(name: LookupName, type: number): boolean {
    for (const pattern of this.#entries) {
      const label = name.labels - pattern.labels - 1;
      if (label < 0 || (pattern.isSingle && name.labels !== 1)) continue;
      if (pattern.hasAddressesOnly && type !== A && type !== AAAA) continue;
      const at = name.labelAt[label];
      if (!endsWith(name.lower, at, pattern.tail) || !isBelow(name, at, pattern.parent)) continue;
      this.entry = pattern.entry;
      this.label = label;
      return true;
    }
    return false;
  }
}

/** Whether the name goes on with `parent` behind the label at `at`. */
function isBelow({ lower, length }: LookupName, at: number, parent: Name): boolean {
  const from = at + 1 + lower[at];
  if (length - from !== parent.length) return false;
  for (let index = 0; index < parent.length; index++) if (lower[from + index] !== parent[index]) return false;
  return true;
}
