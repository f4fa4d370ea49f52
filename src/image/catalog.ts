// The catalog: which zone, or which forward rule, is closest to a name.
import type { Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { LookupName, slotCount, slotOf } from './lookup-name.js';
import { type CompiledZone, ServedZone } from './served-zone.js';

/** Names at and below `origin` are passed on to the upstreams of a route. */
export interface ForwardRule {
  /** Lower-cased wire form; the root for everything else. */
  readonly origin: Name;
  /** Number of the route; {@link NO_ROUTE} to keep the names from being forwarded. */
  readonly route: number;
}

/** A forward rule that refuses. */
export const NO_ROUTE = -1;

/** What the catalog is made of: plain data that can be posted to another thread. */
export interface CatalogParts {
  readonly zones: readonly CompiledZone[];
  readonly forwards: readonly ForwardRule[];
}

interface Entry {
  /** Where its origin stands, in lower-cased wire form. */
  readonly at: number;
  readonly length: number;
  /** A zone, which is opened when it is first asked for: of very many most are asked for seldom. */
  compiled: CompiledZone | undefined;
  zone: ServedZone | undefined;
  route: number;
}

/** An immutable set of zones and forward rules; a reload makes a new one and swaps the reference. */
export class Catalog {
  readonly #entries: Entry[] = [];
  /** The origins of all entries. */
  readonly #origins: DataView;
  #originsTop = 0;
  readonly #table: Int32Array;
  readonly #mask: number;
  /** 1 for each number of labels that some entry has. */
  readonly #depths = new Uint8Array(129);
  /** Route of the entry last found by {@link find} when that was no zone. */
  route = NO_ROUTE;

  constructor(parts: CatalogParts) {
    const slots = slotCount(parts.zones.length + parts.forwards.length);
    this.#table = new Int32Array(slots);
    this.#mask = slots - 1;
    const octets = [...parts.zones, ...parts.forwards].reduce((sum, { origin }) => sum + origin.length, 0);
    this.#origins = new DataView(new ArrayBuffer(octets));
    const name = new LookupName();
    for (const zone of parts.zones) this.#entry(name.set(zone.origin), zone.origin).compiled = zone;
    for (const rule of parts.forwards) this.#entry(name.set(rule.origin), rule.origin).route = rule.route;
  }

  #entry(name: LookupName, origin: Name): Entry {
    let slot = slotOf(name.hash[0], this.#mask);
    for (; this.#table[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const entry = this.#entries[this.#table[slot] - 1];
      if (name.suffixEquals(0, this.#origins, entry.at, entry.length)) return entry;
    }
    const at = this.#originsTop;
    const { length } = origin;
    origin.forEach((octet, index) => {
      this.#origins.setUint8(at + index, octet);
    });
    this.#originsTop += length;
    const entry: Entry = { at, length, compiled: undefined, zone: undefined, route: NO_ROUTE };
    this.#table[slot] = this.#entries.push(entry);
    this.#depths[name.labels] = 1;
    return entry;
  }

  #lookup(name: LookupName, label: number): Entry | undefined {
    for (let slot = slotOf(name.hash[label], this.#mask); ; slot = (slot + 1) & this.#mask) {
      const index = this.#table[slot];
      if (index === 0) return undefined;
      const entry = this.#entries[index - 1];
      if (name.suffixEquals(label, this.#origins, entry.at, entry.length)) return entry;
    }
  }

  /**
   * The zone that a name and type belong to (RFC 1034 §4.3.2 step 2), longest match first. DS belongs to the parent's side of a cut
   * when the parent is served too (RFC 4035 §3.1.4.1).
   * @returns undefined when a forward rule is closer or nothing matches; then `route` says which
   */
  find(name: LookupName, type: number): ServedZone | undefined {
    this.route = NO_ROUTE;
    let child: ServedZone | undefined;
    for (let label = 0; label <= name.labels; label++) {
      if (this.#depths[name.labels - label] === 0) continue;
      const entry = this.#lookup(name, label);
      if (entry === undefined) continue;
      const zone = entry.zone ?? open(entry);
      if (zone === undefined) {
        if (child === undefined) this.route = entry.route;
        return child;
      }
      if (zone.kind === 'exact' && label > 0) {
        if (entry.route === NO_ROUTE) continue;
        this.route = entry.route;
        return child;
      }
      if (type !== TYPE.DS || label > 0 || zone.kind !== 'data') return zone;
      child = zone;
    }
    return child;
  }
}

function open(entry: Entry): ServedZone | undefined {
  if (entry.compiled !== undefined) entry.zone = new ServedZone(entry.compiled);
  return entry.zone;
}
