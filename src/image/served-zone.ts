// A compiled zone as an answer thread sees it: views over shared memory and the search for a node.
import { RECORD_FIXED } from '../dns/constants.js';
import { labelCount } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { ZoneKind } from '../zone/zone.js';
import { ChangedNodes, GONE } from './changed-nodes.js';
import { DenialChain } from './denial-chain.js';
import {
  HEADER,
  MAGIC,
  MAX_RECORDS,
  NODE,
  nodeFlags,
  nodeNameLength,
  nodeRRsetCount,
  RRSET,
  RRSET_FLAG,
  SIGNATURES,
} from './layout.js';
import { SLOT as POOL } from './lineup-slot.js';
import { type LookupName, slotOf } from './lookup-name.js';
import { viewsOf } from './views.js';

/** What a compiled zone consists of: plain data that can be posted to another thread without a copy. */
export interface CompiledZone {
  readonly kind: ZoneKind;
  /** The view whose clients alone see it; absent when all do. */
  readonly view?: string | undefined;
  /** Memory that holds the image, perhaps beside those of other zones. */
  readonly image: SharedArrayBuffer;
  /** Where the image begins, in words; positions in it count from the start of the memory. */
  readonly at: number;
  /** One rotation counter (32 bits) per rotating RRset, of this zone and perhaps others. */
  readonly turns: SharedArrayBuffer;
  readonly lineups: SharedArrayBuffer;
  /** Which row of the request counters belongs to the zone. */
  readonly row: number;
  /** The number of the rule by which it is handed out as a whole; absent when nobody gets it. */
  readonly transfer?: number | undefined;
  /** The number of the rule that says who may ask for what it holds; absent when everybody may. */
  readonly askers?: number | undefined;
  /** One word with its serial, in place of the one in its SOA: of a zone whose versions follow health. */
  readonly version?: SharedArrayBuffer | undefined;
}

/** The apex of a compiled zone in lower-cased wire form: a view of its image. */
export function originOf({ image, at }: CompiledZone): Uint8Array {
  const { words, bytes } = viewsOf(image);
  const apex = words[at + HEADER.APEX];
  const from = (apex + NODE.WORDS + nodeRRsetCount(words[apex]) * 2) * 4;
  return bytes.subarray(from, from + nodeNameLength(words[apex]));
}

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { META, WILDCARD, WORDS: NODE_WORDS } = NODE;
const { KIND, COUNT, TURN, SLOT, WORDS: RRSET_WORDS } = RRSET;
const { COMPRESSIBLE, TARGETS, UNIFORM, SIGNED } = RRSET_FLAG;

/** A zone open for lookups. */
export class ServedZone {
  /** Lower-cased wire form. */
  readonly origin: Uint8Array;
  /** Labels of the origin. */
  readonly labels: number;
  readonly kind: ZoneKind;
  readonly inView: string | undefined;
  readonly row: number;
  /** As in {@link CompiledZone}; 0 when nobody gets it. */
  readonly transfer: number;
  /** As in {@link CompiledZone}; 0 when everybody may ask. */
  readonly askers: number;
  /** As in {@link CompiledZone}; undefined when the SOA has the serial. */
  readonly version: Int32Array | undefined;
  /** The octets of the image; positions of names and records are places in it. */
  readonly bytes: Uint8Array;
  /** The same memory as `bytes`. */
  readonly view: DataView;
  /** The lineup table, and the same memory as octets. */
  readonly lineups: Int32Array;
  readonly lineupBytes: Uint8Array;
  /** Node of the apex. */
  readonly apex: number;
  /** RRset of the SOA. */
  readonly soa: number;
  /** TTL of negative answers in seconds (RFC 2308 §5). */
  readonly negativeTtl: number;
  /** What proves what the zone does not have (RFC 4035 §3.1.3); undefined when it is not signed. */
  readonly denial: DenialChain | undefined;
  /** Where the nodes begin and end in {@link words}, one behind another; 0 when there is room between them. */
  readonly firstNode: number;
  readonly nodesEnd: number;
  /** Where the header is, in {@link words}. */
  readonly header: number;
  /** What it lies in. */
  readonly memory: SharedArrayBuffer;
  /** The same memory in words, for this room. */
  readonly words: Int32Array;
  readonly #turns: Int32Array;
  readonly #table: number;
  readonly #mask: number;
  /** Of a version that shares its table with others. */
  readonly #changed: ChangedNodes | undefined;

  constructor(compiled: CompiledZone) {
    const { words, bytes, view } = viewsOf(compiled.image);
    const { at } = compiled;
    this.header = at;
    this.memory = compiled.image;
    if (words[at + HEADER.MAGIC] !== MAGIC) throw new TypeError('not a zone image');
    this.origin = originOf(compiled);
    this.labels = labelCount(this.origin);
    this.kind = compiled.kind;
    this.inView = compiled.view;
    this.row = compiled.row;
    this.transfer = compiled.transfer ?? 0;
    this.askers = compiled.askers ?? 0;
    this.version = compiled.version && viewsOf(compiled.version).words;
    this.words = words;
    this.bytes = bytes;
    this.view = view;
    this.#turns = viewsOf(compiled.turns).words;
    ({ words: this.lineups, bytes: this.lineupBytes } = viewsOf(compiled.lineups));
    this.apex = words[at + HEADER.APEX];
    this.soa = words[at + HEADER.SOA];
    this.negativeTtl = words[at + HEADER.NEGATIVE_TTL];
    const denial = words[at + HEADER.DENIAL];
    this.denial = denial === 0 ? undefined : new DenialChain(words, denial);
    this.#table = words[at + HEADER.TABLE];
    this.#mask = words[at + HEADER.MASK];
    this.#changed = words[at + HEADER.CHANGED] === 0 ? undefined : new ChangedNodes(words, view, at);
    this.firstNode = words[at + HEADER.FIRST];
    this.nodesEnd = words[at + HEADER.END];
  }

  /** The node of the suffix that begins with label `label`, or 0. The name must lie in the zone: its end is not compared again. */
  find(name: LookupName, label: number): number {
    const words = this.words;
    const { view } = this;
    const common = this.origin.length;
    if (name.length - name.labelAt[label] <= common)
      return name.length - name.labelAt[label] === common ? this.apex : 0;
    const changed = this.#changed === undefined ? 0 : this.#changed.find(name, label, common);
    if (changed !== 0) return changed === GONE ? 0 : changed;
    const hash = name.hash[label];
    const mask = this.#mask;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const entry = this.#table + slot * 2;
      const node = words[entry + 1];
      if (node === 0) return 0;
      if (words[entry] !== hash) continue;
      const meta = words[node + META];
      const nameAt = (node + NODE_WORDS + nodeRRsetCount(meta) * 2) * 4;
      if (name.suffixEquals(label, view, nameAt, nodeNameLength(meta), common)) return node;
    }
  }

  /** The RRset of a type at a node, or 0. */
  rrset(node: number, type: number): number {
    const words = this.words;
    let entry = node + NODE_WORDS;
    for (const end = entry + nodeRRsetCount(words[node]) * 2; entry < end; entry += 2)
      if (words[entry] === type) return words[entry + 1];
    return 0;
  }

  /** How many RRsets a node has, those of RRSIGs not counted. */
  rrsetCount(node: number): number {
    return nodeRRsetCount(this.words[node + META]);
  }

  /** One of the RRsets of a node, in file order. */
  rrsetAt(node: number, index: number): number {
    return this.words[node + NODE_WORDS + index * 2 + 1];
  }

  /** What a node is: bits of {@link NODE_FLAG}. */
  flagsOf(node: number): number {
    return nodeFlags(this.words[node + META]);
  }

  /** The node `*` right below a node, or 0. */
  wildcardBelow(node: number): number {
    return this.nowAt(this.words[node + WILDCARD]);
  }

  /** Where a node stands in this version, by where it stood first; 0 when it is gone. */
  nowAt(first: number): number {
    return this.#changed === undefined ? first : this.#changed.nowAt(first);
  }

  /** Octet position of a node's name. */
  nameAt(node: number): number {
    return (node + NODE_WORDS + nodeRRsetCount(this.words[node]) * 2) * 4;
  }

  /** A node's name, as a view of the image. */
  nameOf(node: number): Uint8Array {
    const from = this.nameAt(node);
    return this.bytes.subarray(from, from + nodeNameLength(this.words[node]));
  }

  /** How many places the table of nodes has, for whoever walks through all of them. */
  get places(): number {
    return this.#mask + 1 + (this.#changed?.places ?? 0);
  }

  /** The node in a place of the table, or 0. They stand in no order. */
  nodeInPlace(place: number): number {
    if (place > this.#mask) return this.#changed!.nodeInPlace(place - this.#mask - 1);
    const node = this.words[this.#table + place * 2 + 1];
    return this.#changed === undefined || this.#changed.nowAt(node) === node ? node : 0;
  }

  /** The hash of the name of the node in a place. */
  hashInPlace(place: number): number {
    if (place > this.#mask) return this.#changed!.hashInPlace(place - this.#mask - 1);
    return this.words[this.#table + place * 2];
  }

  typeOf(rrset: number): number {
    return this.words[rrset + KIND] & 0xffff;
  }

  /** How many records an RRset has. */
  countOf(rrset: number): number {
    return this.words[rrset + COUNT];
  }

  /**
   * How many of its records, the first ones, are the zone's as other servers know it: of a pool those of its members, without
   * what it falls back to; of a pool of aliases one (RFC 2181 §10.1).
   */
  heldCount(rrset: number): number {
    const slot = this.words[rrset + SLOT];
    if (slot < 0) return this.words[rrset + COUNT];
    return Math.min(this.lineups[slot + POOL.HELD], this.typeOf(rrset) === TYPE.CNAME ? 1 : MAX_RECORDS);
  }

  /** The slot of a pool in the lineup table; -1 for an RRset that is none. */
  slotOf(rrset: number): number {
    return this.words[rrset + SLOT];
  }

  /** The RRSIGs that cover an RRset, as an RRset of their own; 0 when it is not signed. */
  signatures(rrset: number): number {
    return this.#has(rrset, SIGNED) ? this.words[rrset + SIGNATURES] : 0;
  }

  /** Whether the RDATA begins with names that may be compressed (RFC 3597 §4). */
  isCompressible(rrset: number): boolean {
    return this.#has(rrset, COMPRESSIBLE);
  }

  /** Whether each record names a target host. */
  hasTargets(rrset: number): boolean {
    return this.#has(rrset, TARGETS);
  }

  #has(rrset: number, flag: number): boolean {
    return ((this.words[rrset + KIND] >>> 16) & flag) !== 0;
  }

  /** Octet position of a record: TYPE, CLASS, TTL, RDLENGTH and RDATA as they stand in a message. */
  recordAt(rrset: number, index: number): number {
    const { words, bytes } = this;
    const flags = words[rrset + KIND] >>> 16;
    if ((flags & UNIFORM) === 0) return words[rrset + RRSET_WORDS + index];
    const lists = (flags & TARGETS) !== 0 ? words[rrset + COUNT] : 0;
    const first = (rrset + RRSET_WORDS + lists) * 4;
    return first + index * (RECORD_FIXED + ((bytes[first + 8] << 8) | bytes[first + 9]));
  }

  /** Node of the target of record `index`, or 0 when the zone does not hold it. Only for RRsets with targets. */
  targetAt(rrset: number, index: number): number {
    return this.nowAt(this.words[this.firstTarget(rrset) + index]);
  }

  /** Where {@link words} say where the nodes of the targets stood first. Only for RRsets with targets. */
  firstTarget(rrset: number): number {
    const positions = this.#has(rrset, UNIFORM) ? 0 : this.words[rrset + COUNT];
    return rrset + RRSET_WORDS + positions;
  }

  /** Takes the turn of an RRset and moves it on, for all threads. @returns it, unsigned; 0 when the records do not rotate */
  takeTurn(rrset: number): number {
    const counter = this.words[rrset + TURN];
    return counter < 0 ? 0 : Atomics.add(this.#turns, counter, 1) >>> 0;
  }

  /** The turn that {@link takeTurn} takes next. */
  nextTurn(rrset: number): number {
    const counter = this.words[rrset + TURN];
    return counter < 0 ? 0 : Atomics.load(this.#turns, counter) >>> 0;
  }

  /** Whether the records rotate. */
  hasTurn(rrset: number): boolean {
    return this.words[rrset + TURN] >= 0;
  }
}
