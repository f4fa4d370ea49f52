// Where the pools of a zone stand in its image, and which names have them.
import type { ServedZone } from '../image/served-zone.js';
import { nodesOf } from '../image/walk.js';
import type { Steps } from '../time/turns.js';

/** One pool. */
export interface PoolPlace {
  /** The position of the RRset. */
  readonly rrset: number;
  /** The nodes that answer with it. */
  readonly nodes: readonly number[];
}

/** Names that are looked at between two turns of others. */
const FEW = 64;

/** All of them, by the slots of their lineups: for that the whole image is walked. */
export function* poolPlaces(zone: ServedZone): Steps<ReadonlyMap<number, PoolPlace>> {
  const places = new Map<number, { readonly rrset: number; readonly nodes: number[] }>();
  let seen = 0;
  for (const node of nodesOf(zone)) {
    if (seen++ % FEW === 0) yield;
    for (let index = 0; index < zone.rrsetCount(node); index++) {
      const rrset = zone.rrsetAt(node, index);
      const slot = zone.slotOf(rrset);
      if (slot < 0) continue;
      const place = places.get(slot) ?? { rrset, nodes: [] };
      place.nodes.push(node);
      places.set(slot, place);
    }
  }
  return places;
}
