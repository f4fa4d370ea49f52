// The nodes of a load, each one owner name of one zone, in columns: growing arrays instead of objects, and a hash of the names.
import { LOWER, type Name } from '../dns/name.js';
import { hashName } from '../dns/name-hash.js';
import { grown, type OctetStore, withRoom } from './octet-store.js';

/** Words of a node. NAME is an octet position; before it stands the length of the name. */
const COLUMN = {
  NAME: 0,
  HASH: 1,
  ZONE: 2,
  ROWS: 3,
  NEXT: 4,
  NUMBER: 5,
  PARENT: 6,
  SIGNATURES: 7,
  WORDS: 8,
} as const;

/** Spreads hashes over slots; the same name may be a node of several zones. */
function slotFor(hash: number, zone: number, mask: number): number {
  const mixed = hash ^ Math.imul(zone, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}

/** Nodes are known by a number that is no index; 0 is none. */
export class NodeTable {
  #words = new Int32Array(64);
  #top: number = COLUMN.WORDS;
  #slots = new Int32Array(16);
  #count = 0;
  readonly #store: OctetStore;

  /** @param store takes the names */
  constructor(store: OctetStore) {
    this.#store = store;
  }

  /** Makes room for so many nodes. */
  expect(nodes: number): void {
    this.#words = withRoom(this.#words, this.#top, nodes * COLUMN.WORDS);
  }

  /** The node of a zone with the name that begins at `from`, or 0. */
  find(zone: number, name: Uint8Array, from: number, length: number, hash: number): number {
    const words = this.#words;
    const mask = this.#slots.length - 1;
    for (let slot = slotFor(hash, zone, mask); ; slot = (slot + 1) & mask) {
      const node = this.#slots[slot];
      if (node === 0) return 0;
      if (words[node + COLUMN.HASH] !== hash || words[node + COLUMN.ZONE] !== zone) continue;
      if (this.#isNamed(node, name, from, length)) return node;
    }
  }

  #isNamed(node: number, name: Uint8Array, from: number, length: number): boolean {
    const { octets } = this.#store;
    const at = this.#words[node + COLUMN.NAME];
    if (octets[at - 1] !== length) return false;
    for (let index = 0; index < length; index++)
      if (LOWER[octets[at + index]] !== LOWER[name[from + index]]) return false;
    return true;
  }

  /** Adds a node that {@link find} did not find. @param number how many nodes its zone has before it */
  add(zone: number, name: Uint8Array, from: number, length: number, hash: number, number: number): number {
    if (++this.#count * 3 > this.#slots.length * 2) this.#rehash();
    const node = this.#top;
    this.#top += COLUMN.WORDS;
    if (this.#top > this.#words.length) this.#words = grown(this.#words, this.#top);
    const at = this.#store.take(length + 1) + 1;
    const { octets } = this.#store;
    octets[at - 1] = length;
    for (let index = 0; index < length; index++) octets[at + index] = name[from + index];
    const words = this.#words;
    words[node + COLUMN.NAME] = at;
    words[node + COLUMN.HASH] = hash;
    words[node + COLUMN.ZONE] = zone;
    words[node + COLUMN.NUMBER] = number;
    this.#enter(node);
    return node;
  }

  #enter(node: number): void {
    const mask = this.#slots.length - 1;
    let slot = slotFor(this.#words[node + COLUMN.HASH], this.#words[node + COLUMN.ZONE], mask);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = node;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let node: number = COLUMN.WORDS; node < this.#top; node += COLUMN.WORDS) this.#enter(node);
  }

  /** A view of a node's name, in the case in which it came up first. */
  name(node: number): Name {
    const at = this.nameAt(node);
    return this.#store.octets.subarray(at, at + this.nameLength(node));
  }

  /** Where the name stands in the octets of the load. */
  nameAt(node: number): number {
    return this.#words[node + COLUMN.NAME];
  }

  nameLength(node: number): number {
    return this.#store.octets[this.#words[node + COLUMN.NAME] - 1];
  }

  /** Writes the name in lower case to `to[at]` and on. */
  copyLowerName(node: number, to: Uint8Array, at: number): void {
    const { octets } = this.#store;
    const from = this.nameAt(node);
    const length = this.nameLength(node);
    for (let index = 0; index < length; index++) to[at + index] = LOWER[octets[from + index]];
  }

  hashOf(node: number): number {
    return this.#words[node + COLUMN.HASH];
  }

  /** How many nodes its zone has before it. */
  numberOf(node: number): number {
    return this.#words[node + COLUMN.NUMBER];
  }

  /** The node after another in its zone; 0 after the last. */
  next(node: number): number {
    return this.#words[node + COLUMN.NEXT];
  }

  setNext(node: number, next: number): void {
    this.#words[node + COLUMN.NEXT] = next;
  }

  /** The first row of a node; 0 for an empty non-terminal. */
  firstRow(node: number): number {
    return this.#words[node + COLUMN.ROWS];
  }

  setFirstRow(node: number, row: number): void {
    this.#words[node + COLUMN.ROWS] = row;
  }

  /** The first row of RRSIGs of a node; 0 when there is none. */
  firstSignatures(node: number): number {
    return this.#words[node + COLUMN.SIGNATURES];
  }

  setFirstSignatures(node: number, row: number): void {
    this.#words[node + COLUMN.SIGNATURES] = row;
  }

  /** What {@link setParent} said. */
  parentOf(node: number): number {
    return this.#words[node + COLUMN.PARENT];
  }

  /** Remembers the node right above, which the plan of an image looks up once. */
  setParent(node: number, parent: number): void {
    this.#words[node + COLUMN.PARENT] = parent;
  }

  /** Looks for the node of the name without its first label, in the same zone. @returns 0 when there is none */
  findParent(node: number): number {
    const { octets } = this.#store;
    const at = this.nameAt(node);
    const from = at + octets[at] + 1;
    const length = octets[at - 1] - octets[at] - 1;
    return this.find(this.#words[node + COLUMN.ZONE], octets, from, length, hashName(octets, from));
  }
}
