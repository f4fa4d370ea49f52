// The names of a catalog: where each zone and forward rule stands, in memory that is made once and shared by all threads.
import type { Name } from '../dns/name.js';
import { isPattern } from '../dns/name-pattern.js';
import { type ForwardRule, NO_ROUTE, OWN_ROUTE, UNSEEN } from './forward-rule.js';
import { LookupName, slotCount, slotOf } from './lookup-name.js';
import { viewsOf } from './views.js';

/** What all threads know of the names of a catalog: plain data, which is posted without a copy of the memory. */
export interface CatalogIndex {
  /** See {@link CatalogNames}. */
  readonly memory: SharedArrayBuffer;
  /** For each view, what stands in place of {@link CatalogNames.zoneNumbers}. */
  readonly views: readonly SharedArrayBuffer[];
  /** The names of rules that stand for patterns. */
  readonly patterns: readonly Name[];
  /** Whether any rule leads to an upstream. */
  readonly hasUpstreams: boolean;
  /** Whether it matters at all who may have names forwarded. */
  readonly hasRoutes: boolean;
}

/** In place of the number of a view: of zones that all clients see, and of clients that are in none. */
export const NO_VIEW = 0;

/** Which zones are for the clients of a view alone. */
export interface ZoneViews {
  /** How many views there are. */
  readonly count: number;
  /** For each zone the number of its view, from 1, or {@link NO_VIEW}. */
  readonly numbers: readonly number[];
}

const NO_VIEWS: ZoneViews = { count: 0, numbers: [] };

/** Words at the beginning of the memory. */
const HEADER = { MASK: 0, MOST: 1, COUNT: 2, WORDS: 3 } as const;
/** One for each number of labels that a name can have. */
const DEPTHS = 129;

/** Where its parts begin, in words. @param most entries that it has room for */
function placesOf(slots: number, most: number) {
  const table = HEADER.WORDS + DEPTHS;
  const zones = table + slots;
  const routes = zones + most;
  const starts = routes + most;
  return { table, zones, routes, starts, end: starts + most + 1 };
}

export class CatalogNames {
  /** 1 for each number of labels that some entry has. */
  readonly depths: Int32Array;
  /** By entry: which of the zones it is, from 1; 0 for a forward rule alone, {@link UNSEEN} for a zone of views alone. */
  readonly zoneNumbers: Int32Array;
  /** By entry: the route of the forward rule. */
  readonly routes: Int32Array;
  readonly #words: Int32Array;
  readonly #table: Int32Array;
  readonly #mask: number;
  /** By entry: where its name stands in {@link #octets}; one more at the end. */
  readonly #starts: Int32Array;
  readonly #octets: DataView;

  constructor(memory: SharedArrayBuffer) {
    const { words } = viewsOf(memory);
    const [slots, most] = [words[HEADER.MASK] + 1, words[HEADER.MOST]];
    const { table, zones, routes, starts, end } = placesOf(slots, most);
    this.#words = words;
    this.#mask = slots - 1;
    this.depths = words.subarray(HEADER.WORDS, table);
    this.#table = words.subarray(table, zones);
    this.zoneNumbers = words.subarray(zones, routes);
    this.routes = words.subarray(routes, starts);
    this.#starts = words.subarray(starts, end);
    this.#octets = new DataView(memory, end * 4);
  }

  /** How many entries there are. */
  get count(): number {
    return this.#words[HEADER.COUNT];
  }

  /** The entry of the suffix that begins with label `label`, or -1. */
  find(name: LookupName, label: number): number {
    for (let slot = slotOf(name.hash[label], this.#mask); ; slot = (slot + 1) & this.#mask) {
      const entry = this.#table[slot] - 1;
      if (entry < 0) return -1;
      const at = this.#starts[entry];
      if (name.suffixEquals(label, this.#octets, at, this.#starts[entry + 1] - at)) return entry;
    }
  }

  /** The entry of a name; a new one unless there is one. For whoever makes the memory alone. */
  enter(name: LookupName): number {
    const known = this.find(name, 0);
    if (known >= 0) return known;
    let slot = slotOf(name.hash[0], this.#mask);
    while (this.#table[slot] !== 0) slot = (slot + 1) & this.#mask;
    const entry = this.#words[HEADER.COUNT]++;
    const at = this.#starts[entry];
    for (let index = 0; index < name.length; index++) this.#octets.setUint8(at + index, name.lower[index]);
    this.#starts[entry + 1] = at + name.length;
    this.#table[slot] = entry + 1;
    this.depths[name.labels] = 1;
    return entry;
  }
}

/** Makes the index of a catalog. @param zones the names of its zones, in their order */
export function catalogIndex(
  zones: readonly Name[],
  forwards: readonly ForwardRule[],
  views: ZoneViews = NO_VIEWS,
): CatalogIndex {
  const most = zones.length + forwards.length;
  const slots = slotCount(most);
  const octets =
    zones.reduce((sum, { length }) => sum + length, 0) +
    forwards.reduce((sum, { origin }) => sum + origin.length, 0);
  const memory = new SharedArrayBuffer(placesOf(slots, most).end * 4 + Math.ceil(octets / 4) * 4);
  const { words } = viewsOf(memory);
  words[HEADER.MASK] = slots - 1;
  words[HEADER.MOST] = most;
  const names = new CatalogNames(memory);
  names.routes.fill(NO_ROUTE);
  return {
    memory,
    views: enterAll(names, zones, forwards, views).map(({ buffer }) => buffer as SharedArrayBuffer),
    patterns: forwards.map(({ origin }) => origin).filter(isPattern),
    hasUpstreams: forwards.some(({ route }) => route >= 0),
    hasRoutes: forwards.some(({ route }) => route >= 0 || route === OWN_ROUTE),
  };
}

/** Enters zones and rules. @returns for each view which zones its clients see, by entry */
function enterAll(
  names: CatalogNames,
  zones: readonly Name[],
  forwards: readonly ForwardRule[],
  { count, numbers }: ZoneViews,
): Int32Array[] {
  const name = new LookupName();
  const own: OfView[] = [];
  for (const { origin, route, view = NO_VIEW } of forwards)
    if (view === NO_VIEW) names.routes[names.enter(name.set(origin))] = route;
    else own.push({ view, origin, number: route });
  zones.forEach((origin, index) => {
    const view = numbers[index] ?? NO_VIEW;
    if (view === NO_VIEW) names.zoneNumbers[names.enter(name.set(origin))] = index + 1;
    else own.push({ view, origin, number: index + 1 });
  });
  const shared = names.count;
  const entries = own.map(({ origin }) => names.enter(name.set(origin)));
  names.zoneNumbers.fill(UNSEEN, shared, names.count);
  const tables = Array.from({ length: count }, () => sharedCopy(names.zoneNumbers));
  own.forEach(({ view, number }, index) => {
    tables[view - 1][entries[index]] = number;
  });
  return tables;
}

/** What stands in place of a zone number for the clients of a view. */
interface OfView {
  readonly view: number;
  readonly origin: Name;
  readonly number: number;
}

function sharedCopy(words: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(words.byteLength));
  copy.set(words);
  return copy;
}
