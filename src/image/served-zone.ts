// A compiled zone as an answer thread sees it: views over shared memory and the search for a node.
import { labelCount } from '../dns/name.js';

import type { ZoneKind } from '../zone/zone.js';
import {
  HEADER,
  MAGIC,
  NODE,
  nodeNameLength,
  nodeRRsetCount,
  RRSET,
  RRSET_FLAG,
  SIGNATURES,
} from './layout.js';
import { type LookupName, slotOf } from './lookup-name.js';

/** What a compiled zone consists of: plain data that can be posted to another thread without a copy. */
export interface CompiledZone {
  /** Lower-cased wire form. */
  readonly origin: Uint8Array;
  readonly kind: ZoneKind;
  readonly image: SharedArrayBuffer;
  /** One rotation counter (32 bits) per rotating RRset. */
  readonly turns: SharedArrayBuffer;
  readonly lineups: SharedArrayBuffer;
  /** Which row of the request counters belongs to the zone. */
  readonly row: number;
}

/** A zone open for lookups. */
export class ServedZone {
  readonly origin: Uint8Array;
  /** Labels of the origin. */
  readonly labels: number;
  readonly kind: ZoneKind;
  readonly row: number;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** The same memory as `bytes`. */
  readonly view: DataView;
  readonly turns: Int32Array;
  readonly lineups: Int32Array;
  readonly lineupBytes: Uint8Array;
  /** Node of the apex. */
  readonly apex: number;
  /** RRset of the SOA. */
  readonly soa: number;
  /** TTL of negative answers in seconds (RFC 2308 §5). */
  readonly negativeTtl: number;
  /** Position of the denial chain (RFC 4035 §3.1.3), 0 when the zone has none. */
  readonly denial: number;
  readonly #table: number;
  readonly #mask: number;

  constructor(compiled: CompiledZone) {
    this.origin = compiled.origin;
    this.labels = labelCount(compiled.origin);
    this.kind = compiled.kind;
    this.row = compiled.row;
    this.words = new Int32Array(compiled.image);
    this.bytes = new Uint8Array(compiled.image);
    this.view = new DataView(compiled.image);
    this.turns = new Int32Array(compiled.turns);
    this.lineups = new Int32Array(compiled.lineups);
    this.lineupBytes = new Uint8Array(compiled.lineups);
    if (this.words[HEADER.MAGIC] !== MAGIC) throw new TypeError('not a zone image');
    this.apex = this.words[HEADER.APEX];
    this.soa = this.words[HEADER.SOA];
    this.negativeTtl = this.words[HEADER.NEGATIVE_TTL];
    this.denial = this.words[HEADER.DENIAL];
    this.#table = this.words[HEADER.TABLE];
    this.#mask = this.words[HEADER.MASK];
  }

  /** The node of the suffix that begins with label `label`, or 0. The name must lie in the zone: its end is not compared again. */
  find(name: LookupName, label: number): number {
    const { words, view } = this;
    const common = this.origin.length;
    if (name.length - name.labelAt[label] <= common)
      return name.length - name.labelAt[label] === common ? this.apex : 0;
    const hash = name.hash[label];
    const mask = this.#mask;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const entry = this.#table + slot * 2;
      const node = words[entry + 1];
      if (node === 0) return 0;
      if (words[entry] !== hash) continue;
      const meta = words[node + NODE.META];
      const nameAt = (node + NODE.WORDS + nodeRRsetCount(meta) * 2) * 4;
      if (name.suffixEquals(label, view, nameAt, nodeNameLength(meta), common)) return node;
    }
  }

  /** The RRset of a type at a node, or 0. */
  rrset(node: number, type: number): number {
    const { words } = this;
    let entry = node + NODE.WORDS;
    for (const end = entry + nodeRRsetCount(words[node]) * 2; entry < end; entry += 2)
      if (words[entry] === type) return words[entry + 1];
    return 0;
  }

  /** The RRSIGs that cover an RRset, as an RRset of their own; 0 when it is not signed. */
  signatures(rrset: number): number {
    const { words } = this;
    return ((words[rrset + RRSET.KIND] >>> 16) & RRSET_FLAG.SIGNED) === 0 ? 0 : words[rrset + SIGNATURES];
  }

  /** Octet position of a node's name. */
  nameAt(node: number): number {
    return (node + NODE.WORDS + nodeRRsetCount(this.words[node]) * 2) * 4;
  }

  /** A node's name, as a view of the image. */
  nameOf(node: number): Uint8Array {
    const from = this.nameAt(node);
    return this.bytes.subarray(from, from + nodeNameLength(this.words[node]));
  }
}
