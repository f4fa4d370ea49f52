// The catalog: which zone, or which forward rule, is closest to a name.
import type { Name } from '../dns/name.js';
import { isPattern } from '../dns/name-pattern.js';
import { TYPE } from '../dns/types.js';
import { LookupName, slotCount, slotOf } from './lookup-name.js';
import { NamePatterns } from './name-patterns.js';
import { NameSet, type NameSetImage } from './name-set.js';
import { type CompiledZone, originOf, ServedZone } from './served-zone.js';

/** Names at and below `origin` are passed on to the upstreams of a route. */
export interface ForwardRule {
  /** Lower-cased wire form; the root for everything else. The name of a pattern stands for the names that it covers. */
  readonly origin: Name;
  /**
   * Number of the route, {@link NO_ROUTE} to keep the names from being forwarded, {@link OWN_ROUTE},
   * {@link LEFT_OUT} or {@link LEFT_OUT_NAME}.
   */
  readonly route: number;
}

/** A forward rule that refuses. */
export const NO_ROUTE = -1;
/** A forward rule for names that this server itself answers for, by other means than from zones. */
export const OWN_ROUTE = -2;
/** In place of a zone that cannot be served: its names are answered with SERVFAIL, and never forwarded. */
export const LEFT_OUT = -3;
/** The same for the name alone, and not for those below it. */
export const LEFT_OUT_NAME = -4;

/** What the catalog is made of: plain data that can be posted to another thread. */
export interface CatalogParts {
  readonly zones: readonly CompiledZone[];
  readonly forwards: readonly ForwardRule[];
  /** Names that are blocked, or that stand alone; absent when there are none. */
  readonly names?: NameSetImage;
}

function isSame(one: Name, other: Name): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}

/** An immutable set of zones and forward rules; a reload makes a new one and swaps the reference. */
export class Catalog {
  readonly #zones: readonly CompiledZone[];
  readonly #forwards: readonly ForwardRule[];
  /** By entry: a zone that was asked for. They are opened then: of very many most are asked for seldom. */
  readonly #opened: (ServedZone | undefined)[];
  /** By entry: which of the zones it is, from 1; 0 for a forward rule alone. */
  readonly #zoneNumbers: Int32Array;
  readonly #routes: Int32Array;
  /** By entry: where its origin stands in {@link #origins}; one more at the end. */
  readonly #starts: Int32Array;
  readonly #origins: DataView;
  #entries = 0;
  readonly #table: Int32Array;
  readonly #mask: number;
  /** 1 for each number of labels that some entry has. */
  readonly #depths: Uint8Array;
  /** Route of the entry last found by {@link find} when that was no zone. */
  route = NO_ROUTE;
  /** Of {@link route}: with which label of the name its own begins. */
  label = 0;
  /** Names for which rules stand in place of upstreams; undefined when there are none. */
  readonly names: NameSet | undefined;
  /** Entries for patterns of names; undefined when there are none. */
  readonly #patterns: NamePatterns | undefined;
  /** Whether any route leads to an upstream. */
  readonly hasUpstreams: boolean;
  /** Whether it matters at all who may have names forwarded. */
  readonly hasRoutes: boolean;

  /** @param former the index of its names is used when the names are the same, which saves time with very many zones */
  constructor({ zones, forwards, names }: CatalogParts, former?: Catalog) {
    this.names = names && new NameSet(names);
    this.hasUpstreams = forwards.some(({ route }) => route >= 0);
    this.hasRoutes = forwards.some(({ route }) => route >= 0 || route === OWN_ROUTE);
    this.#zones = zones;
    this.#forwards = forwards;
    const most = zones.length + forwards.length;
    this.#opened = new Array<ServedZone | undefined>(most).fill(undefined);
    if (former?.hasNamesOf(zones, forwards)) {
      this.#table = former.#table;
      this.#mask = former.#mask;
      this.#zoneNumbers = former.#zoneNumbers;
      this.#routes = former.#routes;
      this.#starts = former.#starts;
      this.#origins = former.#origins;
      this.#depths = former.#depths;
      this.#patterns = this.#patternsOf(zones, forwards);
      return;
    }
    const slots = slotCount(most);
    this.#table = new Int32Array(slots);
    this.#mask = slots - 1;
    this.#zoneNumbers = new Int32Array(most);
    this.#routes = new Int32Array(most).fill(NO_ROUTE);
    this.#starts = new Int32Array(most + 1);
    this.#depths = new Uint8Array(129);
    const sum = (total: number, origin: Name) => total + origin.length;
    const octets =
      zones.reduce((total, zone) => sum(total, originOf(zone)), 0) +
      forwards.reduce((total, { origin }) => sum(total, origin), 0);
    this.#origins = new DataView(new ArrayBuffer(octets));
    this.#enterAll();
    this.#patterns = this.#patternsOf(zones, forwards);
  }

  #patternsOf(zones: readonly CompiledZone[], forwards: readonly ForwardRule[]): NamePatterns | undefined {
    const names = [
      ...zones.filter(({ kind }) => kind === 'below').map(originOf),
      ...forwards.map(({ origin }) => origin).filter(isPattern),
    ];
    if (names.length === 0) return undefined;
    const name = new LookupName();
    return new NamePatterns(names.map(each => ({ name: each, entry: this.#lookup(name.set(each), 0) })));
  }

  #enterAll(): void {
    const name = new LookupName();
    this.#zones.forEach((zone, index) => {
      this.#zoneNumbers[this.#entry(name.set(originOf(zone)))] = index + 1;
    });
    for (const { origin, route } of this.#forwards) this.#routes[this.#entry(name.set(origin))] = route;
  }

  /** Whether each zone and rule has the name of the one in its place. */
  hasNamesOf(zones: readonly CompiledZone[], forwards: readonly ForwardRule[]): boolean {
    if (zones.length !== this.#zones.length || forwards.length !== this.#forwards.length) return false;
    for (let index = 0; index < zones.length; index++)
      if (
        zones[index] !== this.#zones[index] &&
        !isSame(originOf(zones[index]), originOf(this.#zones[index]))
      )
        return false;
    return forwards.every(
      ({ origin, route }, index) =>
        route === this.#forwards[index].route && isSame(origin, this.#forwards[index].origin),
    );
  }

  /** The entry of an origin; a new one unless there is one. */
  #entry(name: LookupName): number {
    const known = this.#lookup(name, 0);
    if (known >= 0) return known;
    let slot = slotOf(name.hash[0], this.#mask);
    while (this.#table[slot] !== 0) slot = (slot + 1) & this.#mask;
    const entry = this.#entries++;
    const at = this.#starts[entry];
    for (let index = 0; index < name.length; index++) this.#origins.setUint8(at + index, name.lower[index]);
    this.#starts[entry + 1] = at + name.length;
    this.#table[slot] = entry + 1;
    this.#depths[name.labels] = 1;
    return entry;
  }

  /** The entry of the suffix that begins with label `label`, or -1. */
  #lookup(name: LookupName, label: number): number {
    for (let slot = slotOf(name.hash[label], this.#mask); ; slot = (slot + 1) & this.#mask) {
      const entry = this.#table[slot] - 1;
      if (entry < 0) return -1;
      const at = this.#starts[entry];
      if (name.suffixEquals(label, this.#origins, at, this.#starts[entry + 1] - at)) return entry;
    }
  }

  #zoneOf(entry: number): ServedZone | undefined {
    const number = this.#zoneNumbers[entry];
    if (number === 0) return undefined;
    this.#opened[entry] ??= new ServedZone(this.#zones[number - 1]);
    return this.#opened[entry];
  }

  /**
   * The zone that a name and type belong to (RFC 1034 §4.3.2 step 2), longest match first. DS belongs to the parent's side of a cut
   * when the parent is served too (RFC 4035 §3.1.4.1).
   * @returns undefined when a forward rule is closer, the zone is left out, or nothing matches; then `route` says which
   */
  find(name: LookupName, type: number): ServedZone | undefined {
    const zone = this.#closest(name, type);
    return this.#patterns === undefined ? zone : this.#orPattern(name, type, zone);
  }

  /** The entry of a pattern, where it covers more of the name than what was found. */
  #orPattern(name: LookupName, type: number, found: ServedZone | undefined): ServedZone | undefined {
    const patterns = this.#patterns!;
    const label = found === undefined ? this.label : name.labels - found.labels;
    if (!patterns.find(name, type) || label <= patterns.label) return found;
    this.label = patterns.label;
    this.route = this.#routes[patterns.entry];
    return this.#zoneOf(patterns.entry);
  }

  #closest(name: LookupName, type: number): ServedZone | undefined {
    this.route = NO_ROUTE;
    this.label = name.labels;
    let child: ServedZone | undefined;
    let isLeftOut = false;
    for (let label = 0; label <= name.labels; label++) {
      if (this.#depths[name.labels - label] === 0) continue;
      const entry = this.#lookup(name, label);
      if (entry < 0) continue;
      const zone = this.#zoneOf(entry);
      this.label = label;
      if (zone === undefined) {
        const route = this.#routes[entry];
        if (route === LEFT_OUT_NAME && label > 0) continue;
        if (route === LEFT_OUT && type === TYPE.DS && label === 0) {
          isLeftOut = true;
          continue;
        }
        if (child !== undefined && route > LEFT_OUT) return child;
        this.route = isLeftOut ? LEFT_OUT : route;
        return undefined;
      }
      if (zone.kind === 'exact' && label > 0) {
        if (this.#routes[entry] === NO_ROUTE) continue;
        this.route = this.#routes[entry];
        return child;
      }
      if (type !== TYPE.DS || label > 0 || zone.kind !== 'data') return zone;
      child = zone;
    }
    if (isLeftOut) this.route = LEFT_OUT;
    return child;
  }
}
