// The nodes of an image that is being patched: found, made, moved where they need more room, and taken out.
import { isWildcard, type Name } from '../dns/name.js';
import { HEADER, NODE, nodeFlags, nodeNameLength, nodeRRsetCount, RRSET } from './layout.js';
import { LookupName, slotCount, slotOf } from './lookup-name.js';
import { wordsFor } from './measure.js';
import { NODE_FLAG } from './node-flag.js';
import { type CompiledZone, ServedZone } from './served-zone.js';

const BELOW_BLOCK = NODE_FLAG.CUT | NODE_FLAG.DNAME | NODE_FLAG.OCCLUDED;

export class PatchedNodes {
  /** The zone as it is now. */
  zone: ServedZone;
  readonly #compiled: CompiledZone;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #name = new LookupName();
  readonly #header: number;

  /** @param compiled whose image nobody answers from, and has room at its end */
  constructor(compiled: CompiledZone) {
    this.#compiled = compiled;
    this.zone = new ServedZone(compiled);
    this.#words = this.zone.words;
    this.#bytes = this.zone.bytes;
    this.#header = compiled.at;
  }

  /** @returns 0 when there is none */
  find(owner: Name): number {
    return this.zone.find(this.#name.set(owner), 0);
  }

  /** Takes so many words at the end. @returns where they begin */
  take(words: number): number {
    const top = this.#words[this.#header + HEADER.TOP];
    this.#words[this.#header + HEADER.TOP] = top + words;
    return top;
  }

  /** The node of a name in the zone; a new one, with those above it, unless there is one. */
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

  setFlag(node: number, flag: number, isSet: boolean): void {
    const mask = flag << 24;
    this.#words[node] = isSet ? this.#words[node] | mask : this.#words[node] & ~mask;
  }

  /** Has a node answer with an RRset of a type. @param place 0 when it is to have none @returns where the node is then */
  setEntry(node: number, type: number, place: number): number {
    const words = this.#words;
    const first = node + NODE.WORDS;
    const count = nodeRRsetCount(words[node]);
    const end = first + count * 2;
    let entry = first;
    while (entry < end && words[entry] !== type) entry += 2;
    if (entry < end && place !== 0) words[entry + 1] = place;
    else if (entry < end) this.#takeOut(node, entry, end);
    else if (place !== 0) {
      const moved = this.#moved(node, count);
      words[moved + NODE.WORDS + count * 2] = type;
      words[moved + NODE.WORDS + count * 2 + 1] = place;
      return moved;
    }
    return node;
  }

  /** Takes a node out that has no RRset and nothing below it. @param parent the node above it */
  remove(node: number, parent: number): void {
    const words = this.#words;
    if (words[parent + NODE.WILDCARD] === node) words[parent + NODE.WILDCARD] = 0;
    words[this.#header + HEADER.NODES]--;
    const [table, mask] = [words[this.#header + HEADER.TABLE], words[this.#header + HEADER.MASK]];
    let hole = this.#slotOf(node);
    // Entries behind the hole move up, as far as they are found there (linear probing).
    for (let slot = (hole + 1) & mask; words[table + slot * 2 + 1] !== 0; slot = (slot + 1) & mask) {
      const home = slotOf(words[table + slot * 2], mask);
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      words.copyWithin(table + hole * 2, table + slot * 2, table + slot * 2 + 2);
      hole = slot;
    }
    words[table + hole * 2] = 0;
    words[table + hole * 2 + 1] = 0;
  }

  /** The names move behind the entries that are left. */
  #takeOut(node: number, entry: number, end: number): void {
    const words = this.#words;
    words.copyWithin(entry, entry + 2, end + wordsFor(nodeNameLength(words[node])));
    words[node] -= 1 << 8;
  }

  /** The node at another place, where it has room for one entry more; all that leads to it leads there, beside targets. */
  #moved(node: number, count: number): number {
    const words = this.#words;
    const end = node + NODE.WORDS + count * 2;
    const length = wordsFor(nodeNameLength(words[node]));
    const moved = this.take(NODE.WORDS + (count + 1) * 2 + length);
    words.copyWithin(moved, node, end);
    words.copyWithin(moved + NODE.WORDS + (count + 1) * 2, end, end + length);
    words[moved] += 1 << 8;
    words[words[this.#header + HEADER.TABLE] + this.#slotOf(node) * 2 + 1] = moved;
    if (words[this.#header + HEADER.APEX] === node) words[this.#header + HEADER.APEX] = moved;
    else this.#linkWildcard(node, moved);
    this.zone = new ServedZone(this.#compiled);
    return moved;
  }

  /** Has the node above a `*` know where it is now. */
  #linkWildcard(former: number, moved: number): void {
    const name = this.#name.set(this.#nameOf(former));
    if (!isWildcard(this.#nameOf(former))) return;
    this.#words[this.zone.find(name, 1) + NODE.WILDCARD] = moved;
  }

  #nameOf(node: number): Name {
    const at = (node + NODE.WORDS + nodeRRsetCount(this.#words[node]) * 2) * 4;
    return this.#bytes.slice(at, at + nodeNameLength(this.#words[node]));
  }

  /** The slot of the table that leads to a node. */
  #slotOf(node: number): number {
    const words = this.#words;
    const [table, mask] = [words[this.#header + HEADER.TABLE], words[this.#header + HEADER.MASK]];
    const hash = new LookupName().set(this.#nameOf(node)).hash[0];
    let slot = slotOf(hash, mask);
    while (words[table + slot * 2 + 1] !== node) slot = (slot + 1) & mask;
    return slot;
  }

  /** A node without RRsets for the suffix that begins with a label. */
  #make({ lower, labelAt, length, hash }: LookupName, label: number, parent: number): number {
    const words = this.#words;
    const octets = length - labelAt[label];
    const node = this.take(NODE.WORDS + wordsFor(octets));
    const isOccluded = (nodeFlags(words[parent]) & BELOW_BLOCK) !== 0;
    words[node] = octets | ((isOccluded ? NODE_FLAG.OCCLUDED : 0) << 24);
    words[node + NODE.WILDCARD] = 0;
    this.#bytes.set(lower.subarray(labelAt[label], length), (node + NODE.WORDS) * 4);
    if (isWildcard(lower.subarray(labelAt[label], length))) words[parent + NODE.WILDCARD] = node;
    this.#enter(hash[label], node);
    return node;
  }

  #enter(hash: number, node: number): void {
    const words = this.#words;
    const nodes = ++words[this.#header + HEADER.NODES];
    const size = slotCount(nodes);
    if (size > words[this.#header + HEADER.MASK] + 1) this.#growTable(size);
    this.#put(hash, node);
  }

  #put(hash: number, node: number): void {
    const words = this.#words;
    const [table, mask] = [words[this.#header + HEADER.TABLE], words[this.#header + HEADER.MASK]];
    let slot = slotOf(hash, mask);
    while (words[table + slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    words[table + slot * 2] = hash;
    words[table + slot * 2 + 1] = node;
  }

  /** Puts all entries into another table, of so many slots. */
  #growTable(size: number): void {
    const words = this.#words;
    const [table, mask] = [words[this.#header + HEADER.TABLE], words[this.#header + HEADER.MASK]];
    words[this.#header + HEADER.TABLE] = this.take(size * 2);
    words[this.#header + HEADER.MASK] = size - 1;
    for (let entry = table; entry < table + (mask + 1) * 2; entry += 2)
      if (words[entry + 1] !== 0) this.#put(words[entry], words[entry + 1]);
    this.zone = new ServedZone(this.#compiled);
  }
}
