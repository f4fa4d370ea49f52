// Where the nodes of a zone stand in its image, and which of them has the addresses of a target.
import { isWithin, type Name, parentName } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE } from '../dns/types.js';
import type { Zone } from '../zone/zone.js';
import { NODE_FLAG } from './node-flag.js';
import type { Plan } from './plan.js';

/** Types that bring addresses of the zone's own data only, as NSD, Knot and BIND do; NS, MX and SRV bring glue, too. */
const withoutGlue = new Set<number>([TYPE.SVCB, TYPE.HTTPS]);

const GLUE = NODE_FLAG.CUT | NODE_FLAG.OCCLUDED;
const BLOCKS = NODE_FLAG.CUT | NODE_FLAG.DNAME | NODE_FLAG.OCCLUDED;

/** Whether addresses at a node with these flags go along with a record of a type that names it. */
export function bringsAddresses(type: number, flags: number): boolean {
  return (flags & GLUE) === 0 || !withoutGlue.has(type);
}

/** Whether names below a node with these flags may be made from a wildcard. */
export function isSynthesizing(flags: number): boolean {
  return (flags & BLOCKS) === 0;
}

/** Positions are 0 until they are set, and for nodes that are not there. */
export class NodePositions {
  readonly #zone: Zone;
  readonly #plan: Plan;
  /** By number of the node. */
  readonly #at: Int32Array;

  constructor(zone: Zone, plan: Plan) {
    this.#zone = zone;
    this.#plan = plan;
    this.#at = new Int32Array(zone.nodeCount);
  }

  set(node: number, at: number): void {
    this.#at[this.#zone.records.nodes.numberOf(node)] = at;
  }

  of(node: number): number {
    return this.#at[this.#zone.records.nodes.numberOf(node)];
  }

  /** That of the node `*` right below a node. */
  ofWildcardBelow(node: number): number {
    const wildcard = this.#plan.wildcards?.[this.#zone.records.nodes.numberOf(node)] ?? 0;
    return wildcard === 0 ? 0 : this.of(wildcard);
  }

  /** That of the node with the addresses of a record's target: its own, or the wildcard that it is made from (RFC 4592 §3.3.1). */
  ofTarget(type: number, rdata: Uint8Array): number {
    const target = targetName(type, rdata);
    if (target === undefined || !isWithin(target, this.#zone.origin)) return 0;
    const own = this.#zone.find(target);
    if (own === 0) return this.#wildcardFor(target);
    return bringsAddresses(type, this.#flagsOf(own)) ? this.of(own) : 0;
  }

  #wildcardFor(target: Name): number {
    let encloser = 0;
    for (let name = parentName(target); encloser === 0; name = parentName(name))
      encloser = this.#zone.find(name);
    return isSynthesizing(this.#flagsOf(encloser)) ? this.ofWildcardBelow(encloser) : 0;
  }

  #flagsOf(node: number): number {
    return this.#plan.flags[this.#zone.records.nodes.numberOf(node)];
  }
}
