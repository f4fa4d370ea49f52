// Makes the index of a catalog, unless the one that was made last is of the same names.
import type { LoadedZone } from '../config/load-memory.js';
import { viewNumber } from '../config/view-keys.js';
import { nameFromKey, sameName } from '../dns/name.js';
import { type CatalogIndex, catalogIndex, type ZoneViews } from '../image/catalog-names.js';
import type { ForwardRule } from '../image/forward-rule.js';

/** An index with what it was made of. */
interface Made {
  readonly index: CatalogIndex;
  readonly zones: readonly Pick<LoadedZone, 'origin' | 'view'>[];
  readonly rules: readonly ForwardRule[];
  /** The names of views, in their order. */
  readonly views: readonly string[];
}

function isSameRule(one: ForwardRule, other: ForwardRule): boolean {
  return one.route === other.route && one.view === other.view && sameName(one.origin, other.origin);
}

export class IndexMaker {
  #last: Made | undefined;

  /** @param octets takes note of memory that is new */
  make(content: Omit<Made, 'index'>, octets: (count: number) => void): CatalogIndex {
    if (this.#last !== undefined && isOf(this.#last, content)) return this.#last.index;
    const { zones, rules } = content;
    const names = zones.map(({ origin }) => nameFromKey(origin));
    const index = catalogIndex(names, rules, viewsOf(content));
    octets([index.memory, ...index.views].reduce((sum, { byteLength }) => sum + byteLength, 0));
    this.#last = { index, ...content };
    return index;
  }
}

/** In which views the zones are. */
function viewsOf({ zones, views }: Omit<Made, 'index'>): ZoneViews {
  const numbers = views.length === 0 ? [] : zones.map(({ view }) => viewNumber(view, views));
  return { count: views.length, numbers };
}

function isOf(made: Made, { zones, rules, views }: Omit<Made, 'index'>): boolean {
  if (zones.length !== made.zones.length || rules.length !== made.rules.length) return false;
  if (views.join() !== made.views.join()) return false;
  for (let at = 0; at < zones.length; at++) {
    const [own, other] = [zones[at], made.zones[at]];
    if (own.origin !== other.origin || own.view !== other.view) return false;
  }
  return rules.every((rule, at) => isSameRule(rule, made.rules[at]));
}
