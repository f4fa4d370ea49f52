// Which node of a zone answers for a name, as far as the checks need to know it.
import { MAX_NAME, type Name, parentName, sameName, wildcardOf } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Zone } from './zone.js';

export class Lookup {
  /** Whether a delegation or a DNAME makes some names the business of others. */
  hasBoundaries = false;

  constructor(readonly zone: Zone) {}

  has(node: number, type: number): boolean {
    return node !== 0 && this.zone.records.rowOf(node, type) !== 0;
  }

  /** Whether a delegation stands at or above a name of the zone, below the apex. */
  isCut(name: Name): boolean {
    return this.#isBelow(name, TYPE.NS);
  }

  /** Whether a DNAME stands above a name of the zone (RFC 6672 §2.3). */
  isRedirected(name: Name): boolean {
    return (
      this.has(this.zone.find(this.zone.origin), TYPE.DNAME) || this.#isBelow(parentName(name), TYPE.DNAME)
    );
  }

  #isBelow(name: Name, type: number): boolean {
    if (!this.hasBoundaries) return false;
    for (let at = name; at.length > this.zone.origin.length; at = parentName(at))
      if (this.has(this.zone.find(at), type)) return true;
    return false;
  }

  /** The node that answers for a name: its own, or that of the wildcard that covers it (RFC 4592 §3.3.1); 0 when there is none. */
  nodeFor(name: Name): number {
    const { zone } = this;
    if (zone.owns(name)) return zone.find(name);
    for (let at = name; !sameName(at, zone.origin); ) {
      at = parentName(at);
      const wildcard = at.length + 2 > MAX_NAME ? undefined : wildcardOf(at);
      if (wildcard !== undefined && zone.owns(wildcard)) return zone.find(wildcard);
      if (zone.owns(at)) return 0;
    }
    return 0;
  }
}
