// Makes the index of a catalog, unless the one that was made last is of the same names.
import type { LoadedZone } from '../config/load-memory.js';
import { nameFromKey, sameName } from '../dns/name.js';
import { type CatalogIndex, catalogIndex } from '../image/catalog-names.js';
import type { ForwardRule } from '../image/forward-rule.js';

/** An index with what it was made of. */
interface Made {
  readonly index: CatalogIndex;
  readonly zones: readonly Pick<LoadedZone, 'origin'>[];
  readonly rules: readonly ForwardRule[];
}

function isSameRule(one: ForwardRule, other: ForwardRule): boolean {
  return one.route === other.route && sameName(one.origin, other.origin);
}

export class IndexMaker {
  #last: Made | undefined;

  /** @param octets takes note of memory that is new */
  make(zones: Made['zones'], rules: Made['rules'], octets: (count: number) => void): CatalogIndex {
    if (this.#last !== undefined && isOf(this.#last, zones, rules)) return this.#last.index;
    const index = catalogIndex(
      zones.map(({ origin }) => nameFromKey(origin)),
      rules,
    );
    octets(index.memory.byteLength);
    this.#last = { index, zones, rules };
    return index;
  }
}

function isOf(made: Made, zones: Made['zones'], rules: Made['rules']): boolean {
  if (zones.length !== made.zones.length || rules.length !== made.rules.length) return false;
  for (let at = 0; at < zones.length; at++) if (zones[at].origin !== made.zones[at].origin) return false;
  return rules.every((rule, at) => isSameRule(rule, made.rules[at]));
}
