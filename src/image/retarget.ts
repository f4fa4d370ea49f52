// Where the targets of records stand, found again in a version in which names have come or gone.
import { RECORD_FIXED } from '../dns/constants.js';
import { isWithin } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { RRSET, RRSET_FLAG } from './layout.js';
import { LookupName } from './lookup-name.js';
import { bringsAddresses, isSynthesizing } from './node-positions.js';
import { endOfRRset } from './node-sequence.js';
import type { PatchedNodes } from './patched-nodes.js';
import type { ServedZone } from './served-zone.js';

/** Nodes that are looked at in one step. */
const STEP = 4096;

/** As that of the compiler: the node of the name, or the wildcard that it is made from; 0 for others. */
function targetNode(zone: ServedZone, name: LookupName, type: number): number {
  const own = zone.find(name, 0);
  if (own !== 0) return bringsAddresses(type, zone.flagsOf(own)) ? own : 0;
  for (let label = 1; ; label++) {
    const encloser = zone.find(name, label);
    if (encloser !== 0) return isSynthesizing(zone.flagsOf(encloser)) ? zone.wildcardBelow(encloser) : 0;
  }
}

/** The targets of one version. */
class Targets {
  readonly #nodes: PatchedNodes;
  readonly #name = new LookupName();

  constructor(nodes: PatchedNodes) {
    this.#nodes = nodes;
  }

  /** Where the target of a record stood first; 0 when the zone does not have it. */
  #of(rrset: number, index: number): number {
    const { zone } = this.#nodes;
    const type = zone.typeOf(rrset);
    const at = zone.recordAt(rrset, index);
    const from = at + RECORD_FIXED;
    const target = targetName(type, zone.bytes.subarray(from, from + zone.view.getUint16(at + 8)));
    if (target === undefined || !isWithin(target, zone.origin)) return 0;
    return this.#nodes.firstOf(targetNode(zone, this.#name.set(target), type));
  }

  areRight(rrset: number): boolean {
    const { zone } = this.#nodes;
    const first = zone.firstTarget(rrset);
    for (let index = zone.countOf(rrset) - 1; index >= 0; index--)
      if (zone.words[first + index] !== this.#of(rrset, index)) return false;
    return true;
  }

  write(rrset: number): void {
    const { zone } = this.#nodes;
    const first = zone.firstTarget(rrset);
    for (let index = zone.countOf(rrset) - 1; index >= 0; index--)
      zone.words[first + index] = this.#of(rrset, index);
  }
}

/** The same RRset at another place, which is no other version's. @throws NoRoom */
function copied({ zone, room }: PatchedNodes, rrset: number): number {
  const { words } = zone;
  const end = endOfRRset(words, zone.view, rrset);
  const place = room.take(end - rrset);
  words.copyWithin(place, rrset, end);
  if (((words[rrset + RRSET.KIND] >>> 16) & RRSET_FLAG.UNIFORM) !== 0) return place;
  const count = zone.countOf(rrset);
  for (let index = 0; index < count; index++) words[place + RRSET.WORDS + index] += (place - rrset) * 4;
  return place;
}

/** Sets those of the RRsets that came, and finds all others again if names came or went. @param written RRsets that came @throws NoRoom */
export function* retarget(nodes: PatchedNodes, written: ReadonlySet<number>): Generator<void, void, void> {
  const targets = new Targets(nodes);
  for (const rrset of written) if (nodes.zone.hasTargets(rrset)) targets.write(rrset);
  if (!nodes.hasOtherNames) return;
  let seen = 0;
  for (const first of nodes.room.withTargets) {
    if (++seen % STEP === 0) yield;
    const node = nodes.zone.nowAt(first);
    if (node === 0) continue;
    for (let index = nodes.zone.rrsetCount(node) - 1; index >= 0; index--) {
      const { zone } = nodes;
      const rrset = zone.rrsetAt(node, index);
      if (!zone.hasTargets(rrset) || targets.areRight(rrset)) continue;
      const place = copied(nodes, rrset);
      targets.write(place);
      nodes.setEntry(zone.nowAt(first), zone.typeOf(rrset), place);
    }
  }
}
