// The nodes of a version that are not as in the table, which it shares with other versions of its zone.
//
//   entries  | slots × ENTRY words   open addressing by the hash of the name, linear probing; NODE 0 means empty
//   firsts   | slots × 2 words       the same nodes by where they stood first: (FIRST, NODE)
import { HEADER, NODE as NODE_LAYOUT, nodeNameLength, nodeRRsetCount } from './layout.js';
import { type LookupName, slotOf } from './lookup-name.js';
import { mix } from './mix.js';

/** HASH of the name, NODE where it stands now, and FIRST where it stood when the table was made, or later when it came. */
const HASH = 0;
const NODE = 1;
const FIRST = 2;
const ENTRY = 3;

/** In place of a node: there is no such name any more. */
export const GONE = -1;

/** The words that so many slots take. */
export const changedWords = (slots: number) => slots * (ENTRY + 2);

/** One node that has changed. */
export interface ChangedNode {
  readonly hash: number;
  /** {@link GONE} when it has gone. */
  readonly node: number;
  readonly first: number;
}

export class ChangedNodes {
  readonly #words: Int32Array;
  readonly #view: DataView;
  readonly #at: number;
  readonly #mask: number;
  readonly #firsts: number;

  /** @param header of the version, which has changed nodes */
  constructor(words: Int32Array, view: DataView, header: number) {
    this.#words = words;
    this.#view = view;
    this.#at = words[header + HEADER.CHANGED];
    this.#mask = words[header + HEADER.CHANGED_MASK];
    this.#firsts = this.#at + (this.#mask + 1) * ENTRY;
  }

  /**
   * The node of the suffix that begins with label `label`.
   * @param common octets of the origin, with which both names end
   * @returns 0 when it is as in the table, {@link GONE} when there is none
   */
  find(name: LookupName, label: number, common: number): number {
    const entry = this.#find(name, label, common);
    return entry === 0 ? 0 : this.#words[entry + NODE];
  }

  /** Where the node of a name stood first, gone or not; 0 when it is as in the table. */
  firstOf(name: LookupName, label: number, common: number): number {
    const entry = this.#find(name, label, common);
    return entry === 0 ? 0 : this.#words[entry + FIRST];
  }

  #find(name: LookupName, label: number, common: number): number {
    const words = this.#words;
    const hash = name.hash[label];
    const mask = this.#mask;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const entry = this.#at + slot * ENTRY;
      if (words[entry + NODE] === 0) return 0;
      if (words[entry + HASH] !== hash) continue;
      // Where it stood first, it has its name, too.
      const first = words[entry + FIRST];
      const meta = words[first];
      const nameAt = (first + NODE_LAYOUT.WORDS + nodeRRsetCount(meta) * 2) * 4;
      if (name.suffixEquals(label, this.#view, nameAt, nodeNameLength(meta), common)) return entry;
    }
  }

  /** Where a node stands now; 0 when it is gone. */
  nowAt(first: number): number {
    const words = this.#words;
    const mask = this.#mask;
    for (let slot = mix(first) & mask; ; slot = (slot + 1) & mask) {
      const at = this.#firsts + slot * 2;
      if (words[at] === 0) return first;
      if (words[at] === first) return Math.max(words[at + 1], 0);
    }
  }

  get places(): number {
    return this.#mask + 1;
  }

  /** The node in a place, or 0. */
  nodeInPlace(place: number): number {
    return Math.max(this.#words[this.#at + place * ENTRY + NODE], 0);
  }

  hashInPlace(place: number): number {
    return this.#words[this.#at + place * ENTRY + HASH];
  }

  *all(): Generator<ChangedNode> {
    const words = this.#words;
    for (let slot = 0; slot <= this.#mask; slot++) {
      const entry = this.#at + slot * ENTRY;
      const node = words[entry + NODE];
      if (node !== 0) yield { hash: words[entry + HASH], node, first: words[entry + FIRST] };
    }
  }

  /** Notes where a node stands now: of a version that nobody answers from. There has to be room. @returns whether it was as in the table */
  set({ hash, node, first }: ChangedNode): boolean {
    const words = this.#words;
    const mask = this.#mask;
    let slot = slotOf(hash, mask);
    let entry = this.#at + slot * ENTRY;
    while (words[entry + NODE] !== 0 && words[entry + FIRST] !== first) {
      slot = (slot + 1) & mask;
      entry = this.#at + slot * ENTRY;
    }
    const isNew = words[entry + NODE] === 0;
    words[entry + HASH] = hash;
    words[entry + NODE] = node;
    words[entry + FIRST] = first;
    slot = mix(first) & mask;
    while (words[this.#firsts + slot * 2] !== 0 && words[this.#firsts + slot * 2] !== first)
      slot = (slot + 1) & mask;
    words[this.#firsts + slot * 2] = first;
    words[this.#firsts + slot * 2 + 1] = node;
    return isNew;
  }
}
