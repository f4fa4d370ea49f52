// The nodes of an image one after another, for whoever reads all of them: where that is possible in the order in which they lie in memory.
import { RECORD_FIXED } from '../dns/constants.js';
import { NODE, nodeNameLength, nodeRRsetCount, RRSET, RRSET_FLAG, SIGNATURES } from './layout.js';
import { wordsFor } from './measure.js';
import type { ServedZone } from './served-zone.js';

const { UNIFORM, TARGETS, SIGNED } = RRSET_FLAG;

/** Each node once: those that names lead to, then those of an NSEC3 chain. */
export class NodeSequence {
  readonly #zone: ServedZone;
  /** The next node in memory; 0 where they are found by the table. */
  #next: number;
  /** The next place of the table, and of the chain. */
  #place = 0;
  #chained = 0;

  constructor(zone: ServedZone) {
    this.#zone = zone;
    this.#next = zone.firstNode;
  }

  /** @returns 0 after the last */
  next(): number {
    const node = this.#zone.firstNode === 0 ? this.#inTable() : this.#inMemory();
    return node === 0 ? this.#inChain() : node;
  }

  #inMemory(): number {
    const zone = this.#zone;
    const node = this.#next;
    if (node === zone.nodesEnd) return 0;
    this.#next = endOfNode(zone.words, zone.view, node);
    return node;
  }

  #inTable(): number {
    const zone = this.#zone;
    while (this.#place < zone.places) {
      const node = zone.nodeInPlace(this.#place++);
      if (node !== 0) return node;
    }
    return 0;
  }

  #inChain(): number {
    const { denial } = this.#zone;
    if (denial?.isNsec3 !== true || this.#chained === denial.count) return 0;
    return denial.nodeAt(this.#chained++);
  }
}

/** The word behind a node and the RRsets that stand with it. */
function endOfNode(words: Int32Array, view: DataView, node: number): number {
  const count = nodeRRsetCount(words[node]);
  const first = node + NODE.WORDS;
  // Those that it shares with a node before it stand with that one.
  for (let entry = first + (count - 1) * 2; entry >= first; entry -= 2)
    if (words[entry + 1] > node) return endOfRRset(words, view, words[entry + 1]);
  return first + count * 2 + wordsFor(nodeNameLength(words[node]));
}

/** The word behind an RRset and its signatures. */
export function endOfRRset(words: Int32Array, view: DataView, rrset: number): number {
  const flags = words[rrset + RRSET.KIND] >>> 16;
  if ((flags & SIGNED) !== 0) return endOfRRset(words, view, words[rrset + SIGNATURES]);
  const count = words[rrset + RRSET.COUNT];
  const first = rrset + RRSET.WORDS;
  if ((flags & UNIFORM) === 0) return wordsFor(endOfRecord(view, words[first + count - 1]));
  const at = (first + ((flags & TARGETS) === 0 ? 0 : count)) * 4;
  return wordsFor(at + count * (endOfRecord(view, at) - at));
}

function endOfRecord(view: DataView, at: number): number {
  return at + RECORD_FIXED + view.getUint16(at + 8);
}
