// Nodes that a patch has left without RRsets: those with nothing below them go, with the empty ones above them.
import { nodeNameLength } from './layout.js';
import { LookupName } from './lookup-name.js';
import { NodeSequence } from './node-sequence.js';
import type { PatchedNodes } from './patched-nodes.js';
import type { RRsetPatch } from './rrset-patch.js';
import type { ServedZone } from './served-zone.js';

/** Nodes that are looked at in one step. */
const STEP = 4096;

/** The nodes of the patches without RRsets, and those above them, with the nodes right above each. */
function emptied(zone: ServedZone, patches: readonly RRsetPatch[], name: LookupName): Map<number, number> {
  const empty = new Map<number, number>();
  for (const { owner, rdatas } of patches) {
    if (rdatas.length > 0) continue;
    name.set(owner);
    let node = zone.find(name, 0);
    for (let label = 1; node !== 0 && node !== zone.apex && zone.rrsetCount(node) === 0; label++) {
      const parent = zone.find(name, label);
      empty.set(node, parent);
      node = parent;
    }
  }
  return empty;
}

/** Takes out those that do not exist any more (RFC 4592 §2.2.2). */
export function* pruned(nodes: PatchedNodes, patches: readonly RRsetPatch[]): Generator<void, void, void> {
  const name = new LookupName();
  const { zone } = nodes;
  const empty = emptied(zone, patches, name);
  if (empty.size === 0) return;
  const shortest = Math.min(...[...empty.keys()].map(node => nodeNameLength(zone.words[node])));
  const all = new NodeSequence(zone);
  let seen = 0;
  // Whatever has RRsets keeps what is above it.
  for (let node = all.next(); node !== 0 && empty.size > 0; node = all.next()) {
    if (++seen % STEP === 0) yield;
    if (zone.rrsetCount(node) === 0 || nodeNameLength(zone.words[node]) <= shortest) continue;
    name.read(zone.bytes, zone.nameAt(node), zone.bytes.length);
    for (let label = 1; label < name.labels - zone.labels; label++) empty.delete(zone.find(name, label));
  }
  for (const [node, parent] of empty) nodes.remove(node, parent);
}
