// The compiler: a zone model becomes an immutable image, its rotation counters and its lineup slots.

import { CLASS } from '../dns/constants.js';
import { lowerName, MAX_NAME, type Name, nameKey } from '../dns/name.js';
import { compressibleNames } from '../dns/rdata/compressible.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE } from '../dns/types.js';
import { MAX_MEMBERS, type Pool } from '../zone/pool.js';
import type { RRset, Zone } from '../zone/zone.js';
import { type DenialPlan, denialWords, planDenial, writeDenial } from './denial.js';
import {
  DENIAL_KIND,
  HEADER,
  MAGIC,
  MAX_RECORDS,
  NODE,
  NODE_FLAG,
  RECORD_FIXED,
  RRSET,
  RRSET_FLAG,
  SIGNATURES,
} from './layout.js';
import { initSlot, LINEUP_ACTION, slotWords } from './lineup-table.js';
import { LookupName, slotCount, slotOf } from './lookup-name.js';
import { type PlannedNode, parentKey, planNodes } from './plan.js';
import type { CompiledZone } from './served-zone.js';
import { compileWheel, wheelCapacity } from './wheel.js';

/** A pool and the place of its lineup. */
export interface CompiledPool {
  readonly rrset: RRset;
  readonly pool: Pool;
  /** Word offset in the zone's lineup table. */
  readonly slot: number;
}

/** An RRset, or the whole zone, is over a limit of the image. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** Types that bring addresses of the zone's own data only, as NSD, Knot and BIND do; NS, MX and SRV bring glue, too. */
const withoutGlue = new Set<number>([TYPE.SVCB, TYPE.HTTPS]);

const isGlue = ({ flags }: PlannedNode) => (flags & (NODE_FLAG.CUT | NODE_FLAG.OCCLUDED)) !== 0;

/** The size of one uniform RDATA, or undefined when they differ. */
function uniformSize(rrset: RRset): number | undefined {
  const size = rrset.rdatas[0].length;
  return rrset.rdatas.every(rdata => rdata.length === size) ? size : undefined;
}

function flagsOf(rrset: RRset, isSigned: boolean): number {
  const { type } = rrset;
  let flags = isSigned ? RRSET_FLAG.SIGNED : 0;
  const isAddress = type === TYPE.A || type === TYPE.AAAA;
  if ((isAddress || rrset.pool !== undefined) && rrset.rdatas.length > 1) flags |= RRSET_FLAG.ROTATES;
  if (compressibleNames(type) !== undefined) flags |= RRSET_FLAG.COMPRESSIBLE;
  if (targetName(type, rrset.rdatas[0]) !== undefined) flags |= RRSET_FLAG.TARGETS;
  if (uniformSize(rrset) !== undefined) flags |= RRSET_FLAG.UNIFORM;
  return flags;
}

const wordsFor = (octets: number) => (octets + 3) >> 2;

function nodeWords(node: PlannedNode): number {
  return NODE.WORDS + node.types.size * 2 + wordsFor(node.key.length);
}

function rrsetWords(rrset: RRset, flags: number): number {
  const count = rrset.rdatas.length;
  let octets = 0;
  for (const rdata of rrset.rdatas) octets += RECORD_FIXED + rdata.length;
  const lists =
    ((flags & RRSET_FLAG.UNIFORM) === 0 ? count : 0) + ((flags & RRSET_FLAG.TARGETS) !== 0 ? count : 0);
  return RRSET.WORDS + lists + wordsFor(octets);
}

/** Lays out one zone. One instance serves one compilation. */
class ImageBuilder {
  readonly pools: CompiledPool[] = [];
  readonly #nodes: Map<string, PlannedNode>;
  readonly #denial: DenialPlan;
  /** Where the RRsets stand that several owners share; every other follows the node of its owner. */
  readonly #shared = new Map<RRset, number>();
  readonly #soa: RRset | undefined;
  #soaAt = 0;
  readonly #slots: number;
  #turns = 0;
  #lineupWords = 0;
  #top: number;

  constructor(readonly zone: Zone) {
    this.#soa = zone.soa;
    this.#nodes = planNodes(zone);
    this.#denial = planDenial(zone, this.#nodes);
    this.#slots = slotCount(this.#nodes.size);
    this.#top = HEADER.WORDS + this.#slots * 2;
  }

  /** All nodes that have a place, those outside the table of names at the end. */
  *#placed(): Generator<PlannedNode> {
    yield* this.#nodes.values();
    if (this.#denial.kind === DENIAL_KIND.NSEC3) yield* this.#denial.nodes;
  }

  compile(row: number): CompiledZone {
    for (const node of this.#placed()) this.#place(node);
    const denial = this.#top;
    this.#top += denialWords(this.#denial);
    if (this.#top > 0x1fffffff) throw new ImageError(`zone ${this.zone.label} needs more than 2 GiB`);
    const image = new SharedArrayBuffer(this.#top * 4);
    const words = new Int32Array(image);
    const bytes = Buffer.from(image);
    this.#writeTable(words);
    for (const node of this.#placed()) this.#writeNode(node, words, bytes);
    this.#writeHeader(words);
    if (this.#denial.kind !== DENIAL_KIND.NONE) {
      words[HEADER.DENIAL] = denial;
      writeDenial(this.#denial, denial, words, bytes);
    }
    return {
      origin: lowerName(this.zone.origin),
      kind: this.zone.kind,
      image,
      turns: new SharedArrayBuffer(Math.max(4, this.#turns * 4)),
      lineups: this.#makeLineups(),
      row,
    };
  }

  /** Gives the node, and the RRsets that stand behind it, their places. {@link #writeNode} walks the same way. */
  #place(node: PlannedNode): void {
    node.at = this.#top;
    this.#top += nodeWords(node);
    for (const rrset of node.types.values()) {
      if (this.#shared.has(rrset)) continue;
      if (rrset.rdatas.length > MAX_RECORDS)
        throw new ImageError(`${rrset.rdatas.length} records in one RRset; at most ${MAX_RECORDS}`);
      if (this.zone.isShared(rrset)) this.#shared.set(rrset, this.#top);
      this.#top += this.#wordsOf(rrset);
    }
  }

  /** The words that an RRset takes, with its signatures. */
  #wordsOf(rrset: RRset): number {
    const signatures = this.zone.signatures(rrset);
    if (signatures === undefined) return rrsetWords(rrset, flagsOf(rrset, false));
    return (
      -SIGNATURES +
      rrsetWords(rrset, flagsOf(rrset, true)) +
      rrsetWords(signatures, flagsOf(signatures, false))
    );
  }

  #writeHeader(words: Int32Array): void {
    const soa = this.#soa;
    words[HEADER.MAGIC] = MAGIC;
    words[HEADER.TABLE] = HEADER.WORDS;
    words[HEADER.MASK] = this.#slots - 1;
    words[HEADER.APEX] = this.#nodes.get(nameKey(this.zone.origin))!.at;
    words[HEADER.NODES] = this.#nodes.size;
    if (soa === undefined) return;
    const rdata = soa.rdatas[0];
    const minimum = new DataView(rdata.buffer, rdata.byteOffset + rdata.length - 4, 4).getUint32(0);
    words[HEADER.SOA] = this.#soaAt;
    words[HEADER.NEGATIVE_TTL] = Math.min(minimum, soa.ttl);
  }

  #writeTable(words: Int32Array): void {
    const name = new LookupName();
    const octets = Buffer.alloc(MAX_NAME);
    const mask = this.#slots - 1;
    for (const node of this.#nodes.values()) {
      octets.write(node.key, 'latin1');
      const hash = name.set(octets.subarray(0, node.key.length)).hash[0];
      let slot = slotOf(hash, mask);
      while (words[HEADER.WORDS + slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      words[HEADER.WORDS + slot * 2] = hash;
      words[HEADER.WORDS + slot * 2 + 1] = node.at;
    }
  }

  /** Writes the node, and behind it the RRsets that no node before it shares. */
  #writeNode(node: PlannedNode, words: Int32Array, bytes: Buffer): void {
    const { key, types, at } = node;
    words[at + NODE.META] = key.length | (types.size << 8) | (node.flags << 24);
    words[at + NODE.WILDCARD] = this.#nodes.get(`\x01*${key}`)?.at ?? 0;
    let entry = at + NODE.WORDS;
    let next = at + nodeWords(node);
    for (const rrset of types.values()) {
      const signatures = this.zone.signatures(rrset);
      const place = this.#shared.get(rrset) ?? (signatures === undefined ? next : next - SIGNATURES);
      words[entry++] = rrset.type;
      words[entry++] = place;
      if (place < next) continue;
      if (rrset === this.#soa) this.#soaAt = place;
      next = this.#writeRRset(rrset, place, flagsOf(rrset, signatures !== undefined), words, bytes);
      if (signatures === undefined) continue;
      words[place + SIGNATURES] = next;
      next = this.#writeRRset(signatures, next, flagsOf(signatures, false), words, bytes);
    }
    bytes.write(key, entry * 4, 'latin1');
  }

  /** @returns the word after it */
  #writeRRset(rrset: RRset, at: number, flags: number, words: Int32Array, bytes: Buffer): number {
    const count = rrset.rdatas.length;
    words[at + RRSET.KIND] = rrset.type | (flags << 16);
    words[at + RRSET.COUNT] = count;
    words[at + RRSET.TURN] = (flags & RRSET_FLAG.ROTATES) !== 0 ? this.#turns++ : -1;
    words[at + RRSET.SLOT] = this.#poolSlot(rrset);
    let list = at + RRSET.WORDS;
    const positions = list;
    if ((flags & RRSET_FLAG.UNIFORM) === 0) list += count;
    if ((flags & RRSET_FLAG.TARGETS) !== 0)
      for (const rdata of rrset.rdatas)
        words[list++] = this.#targetNode(rrset.type, targetName(rrset.type, rdata));
    let octet = list * 4;
    rrset.rdatas.forEach((rdata, index) => {
      if ((flags & RRSET_FLAG.UNIFORM) === 0) words[positions + index] = octet;
      octet = writeRecord(bytes, octet, rrset, rdata);
    });
    return at + rrsetWords(rrset, flags);
  }

  /** The node that has the target's addresses: its own, or the wildcard that it is made from (RFC 4592 §3.3.1). */
  #targetNode(type: number, target: Name | undefined): number {
    if (target === undefined) return 0;
    const key = nameKey(target);
    const own = this.#nodes.get(key);
    if (own !== undefined) return isGlue(own) && withoutGlue.has(type) ? 0 : own.at;
    for (let up = parentKey(key); up !== undefined; up = parentKey(up)) {
      const encloser = this.#nodes.get(up);
      if (encloser === undefined) continue;
      if ((encloser.flags & (NODE_FLAG.CUT | NODE_FLAG.DNAME | NODE_FLAG.OCCLUDED)) !== 0) return 0;
      return this.#nodes.get(`\x01*${up}`)?.at ?? 0;
    }
    return 0;
  }

  #poolSlot(rrset: RRset): number {
    const { pool } = rrset;
    if (pool === undefined) return -1;
    if (pool.members.length > MAX_MEMBERS)
      throw new ImageError(`${pool.members.length} members in one pool; at most ${MAX_MEMBERS}`);
    const slot = this.#lineupWords;
    this.pools.push({ rrset, pool, slot });
    this.#lineupWords += slotWords(pool.members.length, wheelCapacity(weightsOf(pool), pool.order));
    return slot;
  }

  /** All members of every pool are live until the health side says otherwise. */
  #makeLineups(): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(Math.max(4, this.#lineupWords * 4));
    const table = new Int32Array(memory);
    for (const { pool, slot } of this.pools) {
      const weights = weightsOf(pool);
      initSlot(table, slot, weights.length, wheelCapacity(weights, pool.order), {
        action: LINEUP_ACTION.ANSWER,
        live: weights.map((_, index) => index),
        wheel: compileWheel(weights, pool.order),
      });
    }
    return memory;
  }
}

const weightsOf = (pool: Pool) => pool.members.map(member => member.weight);

/** Writes TYPE, CLASS, TTL, RDLENGTH and RDATA. @returns the octet after them */
function writeRecord(bytes: Buffer, at: number, rrset: RRset, rdata: Uint8Array): number {
  bytes.writeUInt16BE(rrset.type, at);
  bytes.writeUInt16BE(CLASS.IN, at + 2);
  bytes.writeUInt32BE(rrset.ttl, at + 4);
  bytes.writeUInt16BE(rdata.length, at + 8);
  bytes.set(rdata, at + RECORD_FIXED);
  return at + RECORD_FIXED + rdata.length;
}

/**
 * Compiles a zone.
 * @param row the zone's row in the request counters
 * @throws ImageError when a limit of the image is passed
 */
export function compileZone(zone: Zone, row: number): { compiled: CompiledZone; pools: CompiledPool[] } {
  const builder = new ImageBuilder(zone);
  return { compiled: builder.compile(row), pools: builder.pools };
}
