// The nodes of a version that a patch makes: found, made, given other RRsets, and taken out. Those of the version before stay as they are.
import { isWildcard, type Name } from '../dns/name.js';
import { type ChangedNode, ChangedNodes, changedWords, GONE } from './changed-nodes.js';
import { HEADER, NODE, nodeFlags, RRSET } from './layout.js';
import { LookupName, slotCount } from './lookup-name.js';
import { wordsFor } from './measure.js';
import { NODE_FLAG } from './node-flag.js';
import type { PatchRoom } from './patch-room.js';
import { type CompiledZone, ServedZone } from './served-zone.js';

const BELOW_BLOCK = NODE_FLAG.CUT | NODE_FLAG.DNAME | NODE_FLAG.OCCLUDED;
/** Changed nodes for which there is room at least. */
const LEAST_CHANGED = 16;

export class PatchedNodes {
  /** What the version is. */
  readonly compiled: CompiledZone;
  /** The zone as it is now. */
  zone: ServedZone;
  /** Whether names came or went. */
  hasOtherNames = false;
  readonly room: PatchRoom;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #name = new LookupName();
  /** For names of nodes, while {@link #name} is in use. */
  readonly #nodeName = new LookupName();
  readonly #header: number;
  /** Of nodes that have changed: where they stood first, by where they stand now. */
  readonly #firsts = new Map<number, number>();
  /** Nodes that are in no version before. */
  readonly #own = new Set<number>();
  #changed!: ChangedNodes;
  #changedCount = 0;

  /** Begins a version with the nodes of the one before, in the same memory. @throws NoRoom */
  constructor(former: CompiledZone, room: PatchRoom) {
    this.room = room;
    const zone = new ServedZone(former);
    this.#words = zone.words;
    this.#bytes = zone.bytes;
    this.#header = room.takeBelow(HEADER.WORDS);
    this.compiled = { ...former, at: this.#header };
    this.#words.copyWithin(this.#header, former.at, former.at + HEADER.WORDS);
    const hasChanged = zone.words[former.at + HEADER.CHANGED] !== 0;
    const changed = hasChanged ? [...new ChangedNodes(zone.words, zone.view, former.at).all()] : [];
    for (const { node, first } of changed) if (node !== GONE) this.#firsts.set(node, first);
    this.zone = this.#withRoomFor(changed);
  }

  /** @returns 0 when there is none */
  find(owner: Name): number {
    return this.zone.find(this.#name.set(owner), 0);
  }

  /** Where a node stood first, by which others lead to it; 0 for none. */
  firstOf(node: number): number {
    return this.#firsts.get(node) ?? node;
  }

  /** The node of a name in the zone; a new one, with those above it, unless there is one. @throws NoRoom */
  findOrMake(owner: Name): number {
    const name = this.#name.set(owner);
    let label = 0;
    let node = this.zone.find(name, label);
    while (node === 0) node = this.zone.find(name, ++label);
    while (label > 0) node = this.#make(name, --label, node);
    return node;
  }

  /** The rotation counter of an RRset, -1 when it has none. */
  turnOf(node: number, type: number): number {
    const rrset = this.zone.rrset(node, type);
    return rrset === 0 ? -1 : this.#words[rrset + RRSET.TURN];
  }

  /** Sets a flag of a node that {@link setEntry} has returned. */
  setFlag(node: number, flag: number, isSet: boolean): void {
    const mask = flag << 24;
    this.#words[node] = isSet ? this.#words[node] | mask : this.#words[node] & ~mask;
  }

  /** Has a node answer with an RRset of a type. @param place 0 when it is to have none @returns where the node is then @throws NoRoom */
  setEntry(node: number, type: number, place: number): number {
    const words = this.#words;
    const isThere = this.zone.rrset(node, type) !== 0;
    if (!isThere && place === 0) return node;
    const entries: number[] = [];
    for (let index = 0; index < this.zone.rrsetCount(node); index++) {
      const at = node + NODE.WORDS + index * 2;
      if (words[at] !== type) entries.push(words[at], words[at + 1]);
      else if (place !== 0) entries.push(type, place);
    }
    if (!isThere) entries.push(type, place);
    const isInPlace = this.#own.has(node) && entries.length === this.zone.rrsetCount(node) * 2;
    const moved = isInPlace ? node : this.#moved(node, entries.length / 2);
    words.set(entries, moved + NODE.WORDS);
    return moved;
  }

  /** Takes a node out that has no RRset and nothing below it. @throws NoRoom */
  remove(node: number): void {
    this.#note(this.#nodeName.set(this.zone.nameOf(node)).hash[0], GONE, this.firstOf(node));
    this.#words[this.#header + HEADER.NODES]--;
    this.hasOtherNames = true;
  }

  /** The node with so many entries, which are not set, at another place. */
  #moved(node: number, count: number): number {
    const words = this.#words;
    const name = this.zone.nameOf(node);
    const moved = this.room.take(NODE.WORDS + count * 2 + wordsFor(name.length));
    words[moved] = (words[node] & ~(0xffff << 8)) | (count << 8);
    words[moved + NODE.WILDCARD] = words[node + NODE.WILDCARD];
    this.#bytes.set(name, (moved + NODE.WORDS + count * 2) * 4);
    const first = this.firstOf(node);
    const isApex = this.zone.apex === node;
    if (isApex) words[this.#header + HEADER.APEX] = moved;
    this.#note(this.#nodeName.set(name).hash[0], moved, first);
    if (isApex) this.zone = new ServedZone(this.compiled);
    return moved;
  }

  /** A node without RRsets for the suffix that begins with a label. */
  #make(name: LookupName, label: number, parent: number): number {
    const words = this.#words;
    const { lower, labelAt, length, hash } = name;
    const octets = length - labelAt[label];
    const node = this.room.take(NODE.WORDS + wordsFor(octets));
    const isOccluded = (nodeFlags(words[parent]) & BELOW_BLOCK) !== 0;
    words[node] = octets | ((isOccluded ? NODE_FLAG.OCCLUDED : 0) << 24);
    words[node + NODE.WILDCARD] = 0;
    this.#bytes.set(lower.subarray(labelAt[label], length), (node + NODE.WORDS) * 4);
    // What led to the name when it was there leads to it again.
    const first = this.#changed.firstOf(name, label, this.zone.origin.length) || node;
    words[this.#header + HEADER.NODES]++;
    this.hasOtherNames = true;
    const { children } = this.room;
    const above = this.firstOf(parent);
    if (parent !== this.zone.apex) children?.set(above, (children.get(above) ?? 0) + 1);
    this.#note(hash[label], node, first);
    if (isWildcard(lower.subarray(labelAt[label], length))) this.#linkWildcard(parent, first);
    return node;
  }

  /** Has the node above a `*` know of it. */
  #linkWildcard(parent: number, first: number): void {
    if (this.#words[parent + NODE.WILDCARD] === first) return;
    const count = this.zone.rrsetCount(parent);
    const entries = this.#words.slice(parent + NODE.WORDS, parent + NODE.WORDS + count * 2);
    const own = this.#own.has(parent) ? parent : this.#moved(parent, count);
    this.#words.set(entries, own + NODE.WORDS);
    this.#words[own + NODE.WILDCARD] = first;
  }

  /** Notes where the node of a name stands now. */
  #note(hash: number, node: number, first: number): void {
    if (slotCount(this.#changedCount + 1) > this.#changed.places)
      this.zone = this.#withRoomFor([...this.#changed.all()]);
    if (this.#changed.set({ hash, node, first })) this.#changedCount++;
    if (node === GONE) return;
    this.#firsts.set(node, first);
    this.#own.add(node);
  }

  /** The zone with these changed nodes, and room for more. */
  #withRoomFor(changed: readonly ChangedNode[]): ServedZone {
    const words = this.#words;
    const slots = slotCount(Math.max(LEAST_CHANGED, changed.length * 1.5));
    words[this.#header + HEADER.CHANGED] = this.room.takeBelow(changedWords(slots));
    words[this.#header + HEADER.CHANGED_MASK] = slots - 1;
    this.#changedCount = changed.length;
    const zone = new ServedZone(this.compiled);
    this.#changed = new ChangedNodes(words, zone.view, this.#header);
    for (const each of changed) this.#changed.set(each);
    return zone;
  }
}
