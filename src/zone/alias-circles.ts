// Circles of CNAME records within a zone: each is found once, and each record is looked at once.
import { isWithin, nameToLabel } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Doubt } from '../source/problem.js';
import type { Lookup } from './lookup.js';

/** The most names of a circle that are shown. */
const MAX_SHOWN = 8;

export class AliasCircles {
  /** The walk that came to a node. */
  readonly #walks = new Map<number, number>();
  #count = 0;

  constructor(readonly lookup: Lookup) {}

  /** What to say of the circle that the CNAME of a node leads into; undefined for one that was found before. */
  from(node: number): Doubt | undefined {
    // Most aliases lead to a name that is none, or to an alias of such a name.
    const next = this.#next(node);
    if (next === 0 || this.#next(next) === 0) return undefined;
    const walk = ++this.#count;
    const path: number[] = [];
    for (let at = node; at !== 0; at = this.#next(at)) {
      const seen = this.#walks.get(at);
      if (seen === walk) return this.#doubt(path.slice(path.indexOf(at)));
      if (seen !== undefined) return undefined;
      this.#walks.set(at, walk);
      path.push(at);
    }
    return undefined;
  }

  #doubt(circle: readonly number[]): Doubt {
    const { nodes } = this.lookup.zone.records;
    const names = circle.slice(0, MAX_SHOWN).map(node => nameToLabel(nodes.name(node)));
    if (circle.length > MAX_SHOWN) names.push('…');
    return {
      message: `the CNAME records lead in a circle: ${[...names, names[0]].join(' → ')}`,
      hint: 'let one of them lead to a name that has an address',
    };
  }

  /** The node with the alias that the alias of a node leads to; 0 when it leads to none, or to several names. */
  #next(node: number): number {
    const { lookup } = this;
    const { zone } = lookup;
    const { records } = zone;
    const record = records.firstRecord(records.settled(records.rowOf(node, TYPE.CNAME)));
    const target = records.rdata(record);
    if (records.nextRecord(record) !== 0 || !isWithin(target, zone.origin)) return 0;
    const next = lookup.nodeFor(target);
    return lookup.has(next, TYPE.CNAME) && !lookup.isCut(target) ? next : 0;
  }
}
