// The catalog: which zone, or which forward rule, is closest to a name.
import type { Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { type CatalogIndex, CatalogNames, catalogIndex, NO_VIEW } from './catalog-names.js';
import { type ForwardRule, LEFT_OUT, LEFT_OUT_NAME, NO_ROUTE, UNSEEN } from './forward-rule.js';
import { LookupName } from './lookup-name.js';
import { NamePatterns } from './name-patterns.js';
import { NameSet, type NameSetImage } from './name-set.js';
import { type CompiledZone, originOf, ServedZone } from './served-zone.js';
import { viewsOf } from './views.js';

/** What the catalog is made of: plain data that can be posted to another thread. */
export interface CatalogParts {
  readonly zones: readonly CompiledZone[];
  /** Where the names of these zones stand, and those of forward rules. */
  readonly index: CatalogIndex;
  /** Names that are blocked, or that stand alone; absent when there are none. */
  readonly names?: NameSetImage;
}

/** The same before there is an index. */
interface CatalogContent extends Omit<CatalogParts, 'index'> {
  readonly forwards: readonly ForwardRule[];
}

/** An immutable set of zones and forward rules; a reload makes a new one and swaps the reference. */
export class Catalog {
  readonly #zones: readonly CompiledZone[];
  /** In their order: zones that were asked for. They are opened then: of very many most are asked for seldom. */
  readonly #opened: (ServedZone | undefined)[];
  readonly #own: CatalogNames;
  /** As {@link CatalogNames.zoneNumbers}, for those who look names up here; negative for a zone of theirs that is left out. */
  readonly #numbers: Int32Array;
  readonly #index: CatalogIndex;
  /** What the clients of each view see, once it was asked for; one by one the same zones. */
  readonly #inViews: Catalog[];
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

  /** @param whole of which this one is what a view sees @param view its number */
  constructor(parts: CatalogParts | CatalogContent, whole?: Catalog, view: number = NO_VIEW) {
    const { zones, names } = parts;
    const index = 'index' in parts ? parts.index : catalogIndex(zones.map(originOf), parts.forwards);
    this.hasUpstreams = index.hasUpstreams;
    this.hasRoutes = index.hasRoutes;
    this.#zones = zones;
    this.#index = index;
    if (whole === undefined) {
      this.names = names && new NameSet(names);
      this.#own = new CatalogNames(index.memory);
      this.#opened = new Array<ServedZone | undefined>(zones.length).fill(undefined);
      this.#inViews = [this];
      this.#numbers = this.#own.zoneNumbers;
      this.#patterns = this.#patternsOf(zones, index.patterns);
    } else {
      this.names = whole.names;
      this.#own = whole.#own;
      this.#opened = whole.#opened;
      this.#inViews = whole.#inViews;
      this.#numbers = viewsOf(index.views[view - 1]).words;
      this.#patterns = whole.#patterns;
    }
  }

  /** The same as the clients of a view see it. @param view its number; NO_VIEW for those that are in none */
  inView(view: number): Catalog {
    if (this.#index.views.length === 0) return this;
    this.#inViews[view] ??= new Catalog({ zones: this.#zones, index: this.#index }, this, view);
    return this.#inViews[view];
  }

  /** @param rules names of forward rules */
  #patternsOf(zones: readonly CompiledZone[], rules: readonly Name[]): NamePatterns | undefined {
    const names = [...zones.filter(({ kind }) => kind === 'below').map(originOf), ...rules];
    if (names.length === 0) return undefined;
    const name = new LookupName();
    return new NamePatterns(names.map(each => ({ name: each, entry: this.#own.find(name.set(each), 0) })));
  }

  /** Whether {@link find} came to a zone that cannot be served. */
  get isLeftOut(): boolean {
    return this.route <= LEFT_OUT;
  }

  #zoneOf(entry: number): ServedZone | undefined {
    const at = this.#numbers[entry] - 1;
    if (at < 0) return undefined;
    this.#opened[at] ??= new ServedZone(this.#zones[at]);
    return this.#opened[at];
  }

  #routeOf(entry: number): number {
    const number = this.#numbers[entry];
    return number < 0 ? number : this.#own.routes[entry];
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
    this.route = this.#own.routes[patterns.entry];
    return this.#zoneOf(patterns.entry);
  }

  #closest(name: LookupName, type: number): ServedZone | undefined {
    const own = this.#own;
    this.route = NO_ROUTE;
    this.label = name.labels;
    let child: ServedZone | undefined;
    let isLeftOut = false;
    for (let label = 0; label <= name.labels; label++) {
      if (own.depths[name.labels - label] === 0) continue;
      const entry = own.find(name, label);
      if (entry < 0) continue;
      const zone = this.#zoneOf(entry);
      if (zone === undefined && this.#numbers[entry] === UNSEEN) continue;
      this.label = label;
      if (zone === undefined) {
        const route = this.#routeOf(entry);
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
        if (own.routes[entry] === NO_ROUTE) continue;
        this.route = own.routes[entry];
        return child;
      }
      if (type !== TYPE.DS || label > 0 || zone.kind !== 'data') return zone;
      child = zone;
    }
    if (isLeftOut) this.route = LEFT_OUT;
    return child;
  }
}
