// The compiler: a zone model becomes an immutable image, its rotation counters and its lineup slots.
import { isWithin, LOWER, type Name, parentName } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE } from '../dns/types.js';
import { MAX_MEMBERS, type Pool } from '../zone/pool.js';
import { NODE as AT, type Records, ROW, ROW_FLAG } from '../zone/records.js';
import type { RRset, Zone } from '../zone/zone.js';
import { type DenialPlan, denialWords, planDenial, writeDenial } from './denial.js';
import { DENIAL_KIND, HEADER, MAGIC, MAX_RECORDS, NODE, RRSET, RRSET_FLAG, SIGNATURES } from './layout.js';
import { initSlot, type SlotPlan, slotWords } from './lineup-table.js';
import { slotCount, slotOf } from './lookup-name.js';
import { Measure, wordsFor, writeRecord } from './measure.js';
import { NODE_FLAG } from './node-flag.js';
import { type Plan, planNodes } from './plan.js';
import type { CompiledZone } from './served-zone.js';
import { type Place, Shelves } from './shelf.js';
import { firstLineup, randomWord, type SecretWord, slotPlan } from './slot-plan.js';

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

/** The counters and lineups of zones without any: no answer touches them. */
const NOTHING: Place = { memory: new SharedArrayBuffer(4), at: 0 };

/** Lays out one zone. One instance serves one compilation. */
class ImageBuilder {
  readonly pools: CompiledPool[] = [];
  /** Of the slots of `pools`. */
  readonly #plans: SlotPlan[] = [];
  readonly #records: Records;
  readonly #plan: Plan;
  readonly #denial: DenialPlan;
  /** Where the nodes of an NSEC3 chain stand, which no name leads to. */
  #chain: number[] = [];
  /** Where each node stands in the image, by its number. */
  readonly #at: Int32Array;
  readonly #measure = new Measure();
  /** Where the rows stand that several owners share; every other follows the node of its owner. */
  readonly #shared = new Map<number, number>();
  readonly #soaRow: number;
  #soaAt = 0;
  readonly #slots: number;
  /** Where the image begins, in words of the memory that it lies in; all positions count from the start of that. */
  #base = 0;
  /** How many counters the zone needs; then the next one to give out. */
  #turns = 0;
  #lineupWords = 0;
  #top = 0;

  constructor(
    readonly zone: Zone,
    readonly shelves: Shelves,
    readonly secretWord: SecretWord,
  ) {
    this.#records = zone.records;
    this.#plan = planNodes(zone);
    this.#denial = planDenial(zone, this.#plan.nsec3);
    this.#at = new Int32Array(zone.nodeCount);
    this.#soaRow = zone.records.rowOf(zone.find(zone.origin), TYPE.SOA);
    this.#slots = slotCount(zone.nodeCount);
  }

  compile(row: number): CompiledZone {
    const { zone, shelves } = this;
    let denial = this.#layOut(0);
    if (this.#top > 0x1fffffff) throw new ImageError(`zone ${zone.label} needs more than 2 GiB`);
    const { memory: image, at } = shelves.images.take(this.#top);
    if (at > 0) denial = this.#layOut(at);
    const turns = this.#turns === 0 ? NOTHING : shelves.turns.take(this.#turns);
    this.#turns = turns.at;
    this.#write(denial, new Int32Array(image), new Uint8Array(image));
    return { kind: zone.kind, image, at, turns: turns.memory, lineups: this.#makeLineups(), row };
  }

  /** Gives everything its place, from word `base` on. @returns that of the denial chain */
  #layOut(base: number): number {
    const { zone } = this;
    this.#base = base;
    this.#turns = 0;
    this.#shared.clear();
    this.#chain = [];
    this.#top = base + HEADER.WORDS + this.#slots * 2;
    for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node))
      if (!this.#isHidden(node)) this.#place(node);
    return this.#placeDenial();
  }

  #write(denial: number, words: Int32Array, bytes: Uint8Array): void {
    const { zone } = this;
    for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node)) {
      if (this.#isHidden(node)) continue;
      this.#enter(node, words);
      this.#writeNode(node, words, bytes);
    }
    this.#writeHeader(words);
    this.#writeDenial(denial, words, bytes);
  }

  #isHidden(node: number): boolean {
    const { hidden } = this.#plan;
    return hidden !== undefined && hidden[this.#records.nodes[node + AT.NUMBER]] === 1;
  }

  /** Whether the node does not show the row to queries. */
  #isLeftOut(row: number): boolean {
    return this.#plan.nsec3 !== undefined && (this.#records.rows[row + ROW.KIND] & 0xffff) === TYPE.NSEC3;
  }

  /** Gives the nodes of an NSEC3 chain, and the chain itself, their places. @returns that of the chain */
  #placeDenial(): number {
    const { kind, nodes } = this.#denial;
    const records = this.#records;
    if (kind === DENIAL_KIND.NSEC3)
      for (const node of nodes) {
        this.#chain.push(this.#top);
        this.#top += NODE.WORDS + 2 + wordsFor(records.octets[records.nodes[node + AT.NAME] - 1]);
        this.#top += this.#wordsOf(records.rowOf(node, TYPE.NSEC3));
      }
    const at = this.#top;
    this.#top += denialWords(this.#denial);
    return at;
  }

  #writeDenial(at: number, words: Int32Array, bytes: Uint8Array): void {
    const { kind, nodes } = this.#denial;
    if (kind === DENIAL_KIND.NONE) return;
    words[this.#base + HEADER.DENIAL] = at;
    if (kind === DENIAL_KIND.NSEC3)
      nodes.forEach((node, index) => {
        this.#writeChainNode(node, this.#chain[index], words, bytes);
      });
    const places = kind === DENIAL_KIND.NSEC3 ? this.#chain : nodes.map(node => this.#atOf(node));
    writeDenial(this.#denial, places, at, words, bytes);
  }

  /** Writes a node with the NSEC3 RRset of its owner alone. */
  #writeChainNode(node: number, at: number, words: Int32Array, bytes: Uint8Array): void {
    const { nodes, octets } = this.#records;
    const name = nodes[node + AT.NAME];
    const length = octets[name - 1];
    words[at + NODE.META] = length | (1 << 8);
    const entry = at + NODE.WORDS;
    words[entry] = TYPE.NSEC3;
    this.#copyName(name, length, entry + 2, bytes);
    const row = this.#records.rowOf(node, TYPE.NSEC3);
    words[entry + 1] = this.#placeOf(row, entry + 2 + wordsFor(length));
    this.#writeSigned(row, words[entry + 1], words, bytes);
  }

  #copyName(name: number, length: number, at: number, bytes: Uint8Array): void {
    const { octets } = this.#records;
    for (let index = 0; index < length; index++) bytes[at * 4 + index] = LOWER[octets[name + index]];
  }

  /** The row of the RRSIGs that cover a row, or 0. */
  #signaturesOf(row: number): number {
    const { rows } = this.#records;
    return this.#records.signatureRow(rows[row + ROW.NODE], rows[row + ROW.KIND] & 0xffff);
  }

  /** Where an RRset stands whose words begin at `next`: behind the word that leads to its signatures, if it has any. */
  #placeOf(row: number, next: number): number {
    return this.#signaturesOf(row) === 0 ? next : next - SIGNATURES;
  }

  /** The words that an RRset takes, with its signatures. */
  #wordsOf(row: number): number {
    const { words, count, flags } = this.#measure.of(this.zone, row);
    if ((flags & RRSET_FLAG.ROTATES) !== 0) this.#turns++;
    if (count > MAX_RECORDS) throw new ImageError(`${count} records in one RRset; at most ${MAX_RECORDS}`);
    const signatures = this.#signaturesOf(row);
    return signatures === 0 ? words : words - SIGNATURES + this.#measure.of(this.zone, signatures).words;
  }

  /** Writes an RRset and, behind it, its signatures. @returns the word after them */
  #writeSigned(row: number, place: number, words: Int32Array, bytes: Uint8Array): number {
    const signatures = this.#signaturesOf(row);
    const end = place + this.#writeRRset(row, place, words, bytes);
    if (signatures === 0) return end;
    words[place + RRSET.KIND] |= RRSET_FLAG.SIGNED << 16;
    words[place + SIGNATURES] = end;
    return end + this.#writeRRset(signatures, end, words, bytes);
  }

  #atOf(node: number): number {
    return this.#at[this.#records.nodes[node + AT.NUMBER]];
  }

  /** Gives the node, and the RRsets that stand behind it, their places. {@link #writeNode} walks the same way. */
  #place(node: number): void {
    const { nodes, rows, octets } = this.#records;
    const at = this.#top;
    let count = 0;
    this.#at[nodes[node + AT.NUMBER]] = at;
    for (let row = nodes[node + AT.ROWS]; row !== 0; row = rows[row + ROW.NEXT])
      if (!this.#isLeftOut(row)) count++;
    this.#top += NODE.WORDS + count * 2 + wordsFor(octets[nodes[node + AT.NAME] - 1]);
    for (let each = nodes[node + AT.ROWS]; each !== 0; each = rows[each + ROW.NEXT]) {
      if (this.#isLeftOut(each)) continue;
      const row = this.#records.settled(each);
      const isShared = (rows[row + ROW.KIND] & ROW_FLAG.SHARED) !== 0;
      if (isShared && this.#shared.has(row)) continue;
      if (isShared) this.#shared.set(row, this.#top);
      this.#top += this.#wordsOf(row);
    }
  }

  #writeHeader(words: Int32Array): void {
    const { zone } = this;
    const at = this.#base;
    words[at + HEADER.MAGIC] = MAGIC;
    words[at + HEADER.TABLE] = at + HEADER.WORDS;
    words[at + HEADER.MASK] = this.#slots - 1;
    words[at + HEADER.APEX] = this.#atOf(zone.find(zone.origin));
    words[at + HEADER.NODES] = zone.nodeCount;
    const { soa } = zone;
    if (soa === undefined) return;
    const [rdata] = soa.rdatas;
    const minimum = new DataView(rdata.buffer, rdata.byteOffset + rdata.length - 4, 4).getUint32(0);
    words[at + HEADER.SOA] = this.#soaAt;
    words[at + HEADER.NEGATIVE_TTL] = Math.min(minimum, soa.ttl);
  }

  /** Enters the node into the table of hashes. */
  #enter(node: number, words: Int32Array): void {
    const hash = this.#records.nodes[node + AT.HASH];
    const mask = this.#slots - 1;
    const table = this.#base + HEADER.WORDS;
    let slot = slotOf(hash, mask);
    while (words[table + slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    words[table + slot * 2] = hash;
    words[table + slot * 2 + 1] = this.#atOf(node);
  }

  /** Writes the node, and behind it the RRsets that no node before it shares. */
  #writeNode(node: number, words: Int32Array, bytes: Uint8Array): void {
    const { nodes, rows, octets } = this.#records;
    const name = nodes[node + AT.NAME];
    const length = octets[name - 1];
    const at = this.#atOf(node);
    const number = nodes[node + AT.NUMBER];
    let count = 0;
    for (let row = nodes[node + AT.ROWS]; row !== 0; row = rows[row + ROW.NEXT])
      if (!this.#isLeftOut(row)) count++;
    const wildcard = this.#plan.wildcards?.[number] ?? 0;
    words[at + NODE.META] = length | (count << 8) | (this.#plan.flags[number] << 24);
    words[at + NODE.WILDCARD] = wildcard === 0 ? 0 : this.#atOf(wildcard);
    let entry = at + NODE.WORDS;
    let next = entry + count * 2 + wordsFor(length);
    for (let each = nodes[node + AT.ROWS]; each !== 0; each = rows[each + ROW.NEXT]) {
      if (this.#isLeftOut(each)) continue;
      const row = this.#records.settled(each);
      const shared = this.#shared.size === 0 ? undefined : this.#shared.get(row);
      const place = shared ?? this.#placeOf(row, next);
      words[entry++] = rows[row + ROW.KIND] & 0xffff;
      words[entry++] = place;
      if (place < next) continue;
      if (row === this.#soaRow) this.#soaAt = place;
      next = this.#writeSigned(row, place, words, bytes);
    }
    this.#copyName(name, length, entry, bytes);
  }

  /** @returns how many words it takes */
  #writeRRset(row: number, at: number, words: Int32Array, bytes: Uint8Array): number {
    const records = this.#records;
    const measure = this.#measure.of(this.zone, row);
    const { count, flags } = measure;
    const type = records.rows[row + ROW.KIND] & 0xffff;
    const first = records.rows[row + ROW.RECORDS];
    words[at + RRSET.KIND] = type | (flags << 16);
    words[at + RRSET.COUNT] = count;
    words[at + RRSET.TURN] = (flags & RRSET_FLAG.ROTATES) !== 0 ? this.#turns++ : -1;
    words[at + RRSET.SLOT] = this.#poolSlot(row);
    let list = at + RRSET.WORDS;
    let position = list;
    if ((flags & RRSET_FLAG.UNIFORM) === 0) list += count;
    if ((flags & RRSET_FLAG.TARGETS) !== 0)
      for (let record = first; record !== 0; record = records.nextRecord(record))
        words[list++] = this.#targetNode(type, records.rdata(record));
    let octet = list * 4;
    for (let record = first; record !== 0; record = records.nextRecord(record)) {
      if ((flags & RRSET_FLAG.UNIFORM) === 0) words[position++] = octet;
      octet = writeRecord(bytes, octet, type, records, row, record);
    }
    return measure.words;
  }

  /** The node that has the addresses of a record's target: its own, or the wildcard that it is made from (RFC 4592 §3.3.1). */
  #targetNode(type: number, rdata: Uint8Array): number {
    const target = targetName(type, rdata);
    if (target === undefined || !isWithin(target, this.zone.origin)) return 0;
    const own = this.zone.find(target);
    if (own === 0) return this.#wildcardFor(target);
    const isGlue = (this.#flagsOf(own) & (NODE_FLAG.CUT | NODE_FLAG.OCCLUDED)) !== 0;
    return isGlue && withoutGlue.has(type) ? 0 : this.#atOf(own);
  }

  #wildcardFor(target: Name): number {
    let encloser = 0;
    for (let name = parentName(target); encloser === 0; name = parentName(name))
      encloser = this.zone.find(name);
    if ((this.#flagsOf(encloser) & (NODE_FLAG.CUT | NODE_FLAG.DNAME | NODE_FLAG.OCCLUDED)) !== 0) return 0;
    const wildcard = this.#plan.wildcards?.[this.#records.nodes[encloser + AT.NUMBER]] ?? 0;
    return wildcard === 0 ? 0 : this.#atOf(wildcard);
  }

  #flagsOf(node: number): number {
    return this.#plan.flags[this.#records.nodes[node + AT.NUMBER]];
  }

  #poolSlot(row: number): number {
    const pool = this.zone.poolOf(row);
    if (pool === undefined) return -1;
    if (pool.members.length > MAX_MEMBERS)
      throw new ImageError(`${pool.members.length} members in one pool; at most ${MAX_MEMBERS}`);
    const slot = this.#lineupWords;
    this.pools.push({ rrset: this.zone.at(row), pool, slot });
    const plan = slotPlan(pool, this.zone.at(row).rdatas, this.secretWord);
    this.#plans.push(plan);
    this.#lineupWords += slotWords(plan);
    return slot;
  }

  /** The members of every pool are live until the health side says otherwise. */
  #makeLineups(): SharedArrayBuffer {
    if (this.#lineupWords === 0) return NOTHING.memory;
    const memory = new SharedArrayBuffer(this.#lineupWords * 4);
    const table = new Int32Array(memory);
    this.pools.forEach(({ pool, slot }, index) => {
      initSlot(table, slot, this.#plans[index], firstLineup(pool));
    });
    return memory;
  }
}

/**
 * Compiles a zone.
 * @param row the zone's row in the request counters
 * @param shelves memory that the zones of one load share
 * @param secretWord for the secrets of pools
 * @throws ImageError when a limit of the image is passed
 */
export function compileZone(
  zone: Zone,
  row: number,
  shelves = new Shelves(),
  secretWord = randomWord,
): { compiled: CompiledZone; pools: CompiledPool[] } {
  const builder = new ImageBuilder(zone, shelves, secretWord);
  return { compiled: builder.compile(row), pools: builder.pools };
}
