// Nodes that a patch has left without RRsets: those with nothing below them go, with the empty ones above them.
import { LookupName } from './lookup-name.js';
import { NodeSequence } from './node-sequence.js';
import type { PatchedNodes } from './patched-nodes.js';
import type { RRsetPatch } from './rrset-patch.js';

/** Nodes that are looked at in one step. */
const STEP = 4096;

/** How many nodes stand right below each but the apex, by where that stood first. */
function* counted(nodes: PatchedNodes): Generator<void, Map<number, number>, void> {
  const { zone } = nodes;
  const children = new Map<number, number>();
  const name = new LookupName();
  const all = new NodeSequence(zone);
  let seen = 0;
  for (let node = all.next(); node !== 0; node = all.next()) {
    if (++seen % STEP === 0) yield;
    const at = zone.nameAt(node);
    const above = at + 1 + zone.bytes[at];
    if (node === zone.apex || at + zone.nameOf(node).length - above === zone.origin.length) continue;
    name.read(zone.bytes, at, zone.bytes.length);
    const parent = nodes.firstOf(zone.find(name, 1));
    children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  return children;
}

/** Takes out those that do not exist any more (RFC 4592 §2.2.2). @throws NoRoom */
export function* pruned(nodes: PatchedNodes, patches: readonly RRsetPatch[]): Generator<void, void, void> {
  const isEmpty = (node: number) =>
    node !== 0 && node !== nodes.zone.apex && nodes.zone.rrsetCount(node) === 0;
  const emptied = patches.filter(({ rdatas, owner }) => rdatas.length === 0 && isEmpty(nodes.find(owner)));
  if (emptied.length === 0) return;
  nodes.room.children ??= yield* counted(nodes);
  const { children } = nodes.room;
  const name = new LookupName();
  for (const { owner } of emptied) {
    name.set(owner);
    let node = nodes.zone.find(name, 0);
    for (let label = 1; isEmpty(node) && (children.get(nodes.firstOf(node)) ?? 0) === 0; label++) {
      nodes.remove(node);
      node = nodes.zone.find(name, label);
      const first = nodes.firstOf(node);
      if (node !== nodes.zone.apex) children.set(first, (children.get(first) ?? 1) - 1);
    }
  }
}
