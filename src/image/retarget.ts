// Where the targets of records stand, found again in an image whose nodes have come, gone or moved.
import { RECORD_FIXED } from '../dns/constants.js';
import { isWithin } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { LookupName } from './lookup-name.js';
import { bringsAddresses, isSynthesizing } from './node-positions.js';
import { NodeSequence } from './node-sequence.js';
import type { ServedZone } from './served-zone.js';

/** Nodes and RRsets that are looked at in one step. */
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

function retargetRRset(zone: ServedZone, rrset: number, name: LookupName): void {
  const type = zone.typeOf(rrset);
  const count = zone.countOf(rrset);
  const first = zone.firstTarget(rrset);
  for (let index = 0; index < count; index++) {
    const at = zone.recordAt(rrset, index);
    const from = at + RECORD_FIXED;
    const target = targetName(type, zone.bytes.subarray(from, from + zone.view.getUint16(at + 8)));
    const isOurs = target !== undefined && isWithin(target, zone.origin);
    zone.words[first + index] = isOurs ? targetNode(zone, name.set(target), type) : 0;
  }
}

/** Of images that were patched: the RRsets with targets, and some that no node leads to any more. */
const known = new WeakMap<SharedArrayBuffer, readonly number[]>();

function* found(zone: ServedZone): Generator<void, number[], void> {
  const rrsets: number[] = [];
  const nodes = new NodeSequence(zone);
  let seen = 0;
  for (let node = nodes.next(); node !== 0; node = nodes.next()) {
    for (let index = zone.rrsetCount(node) - 1; index >= 0; index--) {
      const rrset = zone.rrsetAt(node, index);
      if (zone.hasTargets(rrset)) rrsets.push(rrset);
    }
    if (++seen % STEP === 0) yield;
  }
  return rrsets;
}

/**
 * Finds all of them again in an image that was patched. Nobody answers from it yet.
 * @param former the image that it was made from
 * @param written RRsets that came
 */
export function* retarget(
  zone: ServedZone,
  former: ServedZone,
  written: readonly number[],
): Generator<void, void, void> {
  const before = known.get(former.memory) ?? (yield* found(former));
  const rrsets = [...before, ...written.filter(rrset => zone.hasTargets(rrset))];
  known.set(former.memory, before);
  known.set(zone.memory, rrsets);
  const name = new LookupName();
  for (const [index, rrset] of rrsets.entries()) {
    retargetRRset(zone, rrset, name);
    if (index % STEP === STEP - 1) yield;
  }
}
