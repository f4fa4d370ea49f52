// The zone model: what the readers produce, the checks look at, and the image is compiled from.
import { isWithin, type Name, nameToLabel } from '../dns/name.js';
import { hashName } from '../dns/name-hash.js';
import { TYPE } from '../dns/types.js';
import { inView } from '../dns/view-label.js';
import type { Place } from '../source/problem.js';
import type { Pool } from './pool.js';
import { Records } from './records.js';
import type { RRset } from './rrset.js';
import { StoredRRset } from './stored-rrset.js';
import type { Edited, UpdatedPart } from './update/overlay.js';

/** What an RRset begins with. */
export interface NewRRset {
  readonly type: number;
  /** In seconds. */
  readonly ttl: number;
  readonly rdatas: readonly Uint8Array[];
  readonly place: Place;
}

/** What became of a record given to {@link Zone.add}. */
export type Added = 'added' | 'duplicate' | 'other-ttl' | 'out-of-zone' | 'too-many';

/**
 * The most records of an RRset: with a compressed owner and 4 octets of RDATA a message of 64 KiB holds 4,095, and
 * looking for duplicates among more would take ever longer.
 */
export const MAX_RRSET = 4096;

/**
 * Which names a zone answers: `data` as RFC 1034 says; `void` answers NXDOMAIN at the apex and below it; `exact` answers
 * only the apex name and leaves everything below it to the closest other zone or forward rule; `below` has the name of a
 * pattern (dns/name-pattern.ts) as its apex, whose records all names have that it covers, or none of them exists.
 */
export type ZoneKind = 'data' | 'void' | 'exact' | 'below';

/** The type that an RRSIG covers (RFC 4034 §3.1.1). */
export function coveredType(rdata: Uint8Array): number {
  return (rdata[0] << 8) | rdata[1];
}

/**
 * One zone as read from a file, before it is compiled. Owners are numbers to whoever walks through all of them: nodes of
 * {@link records}, beginning with `firstNode`; those that own nothing are passed over or made by the image's plan.
 */
export class Zone {
  kind: ZoneKind = 'data';
  /** The view whose clients alone see it; undefined when all do. */
  view: string | undefined = undefined;
  /** Whether the file leaves the serial of the SOA to the server. */
  leavesSerial = false;
  /** Whether its image is to be patched, and so lies alone. */
  isPatched = false;
  /** The serial that it had after the last update; undefined without one. */
  leastSerial: number | undefined = undefined;
  /** How far updates had led away from its file when that was read; undefined when not at all. */
  updated: UpdatedPart | undefined = undefined;
  /** Of a zone that updates have changed: where its file was edited, too. */
  edited: readonly Edited[] | undefined = undefined;
  /** Whether the name of the zone is only that of its file. */
  isNamedByFile = false;
  /** The zone's number in `records`. */
  readonly number: number;
  firstNode = 0;
  /** Nodes, those that own nothing counted in. */
  nodeCount = 0;
  #lastNode = 0;
  /** By row. */
  #pools: Map<number, Pool> | undefined;

  /**
   * @param origin the apex name
   * @param source the file that the zone was read from
   * @param records holds the records, perhaps beside those of other zones of the same load
   */
  constructor(
    readonly origin: Name,
    readonly source: string,
    readonly records: Records = new Records(),
  ) {
    this.number = records.newZone();
  }

  /** Adds one record. A duplicate is not added twice; a record with another TTL takes the RRset's. */
  add(owner: Name, type: number, ttl: number, rdata: Uint8Array, { file, line, column }: Place): Added {
    if (!isWithin(owner, this.origin)) return 'out-of-zone';
    const node = this.node(owner);
    const number = this.records.fileNumber(file);
    return this.addAt(node, type, ttl, rdata, rdata.length, number, line, column);
  }

  /**
   * As {@link add}, to a node. The place is that of `file`, as numbered by the records.
   * @param isStrict a record with another TTL is not added
   */
  addAt(
    node: number,
    type: number,
    ttl: number,
    rdata: Uint8Array,
    length: number,
    file: number,
    line: number,
    column: number,
    isStrict = false,
  ): Added {
    const { records } = this;
    const isSignature = type === TYPE.RRSIG;
    let row = isSignature ? records.signatureRow(node, coveredType(rdata)) : records.rowOf(node, type);
    if (row === 0) row = records.addRow(node, type, ttl, isSignature);
    let count = 0;
    let last = 0;
    for (let at = records.firstRecord(row); at !== 0; at = records.nextRecord(at), count++) {
      if (records.hasRdata(at, type, rdata, length)) return 'duplicate';
      last = at;
    }
    if (count >= MAX_RRSET) return 'too-many';
    const isSameTtl = records.ttlOf(row) === ttl;
    if (isStrict && !isSameTtl) return 'other-ttl';
    records.addRecord(row, last, rdata, length);
    records.setPlace(row, last, file, line, column);
    return isSameTtl ? 'added' : 'other-ttl';
  }

  /** The node of a name that lies in the zone; a new one, which owns nothing yet, unless there is one. */
  node(name: Uint8Array, from = 0, length = name.length, hash = hashName(name, from)): number {
    const { records } = this;
    const known = records.nodes.find(this.number, name, from, length, hash);
    if (known !== 0) return known;
    const node = records.nodes.add(this.number, name, from, length, hash, this.nodeCount++);
    if (this.#lastNode === 0) this.firstNode = node;
    else records.nodes.setNext(this.#lastNode, node);
    this.#lastNode = node;
    return node;
  }

  /** The node of a name, or 0. It may own nothing. */
  find(name: Name): number {
    return this.records.nodes.find(this.number, name, 0, name.length, hashName(name));
  }

  /** The node after another; 0 after the last. */
  nextNode(node: number): number {
    return this.records.nodes.next(node);
  }

  /** Whether the name owns a record. */
  owns(name: Name): boolean {
    const node = this.find(name);
    return node !== 0 && this.records.nodes.firstRow(node) !== 0;
  }

  /** Whether no name owns a record. */
  get isEmpty(): boolean {
    for (let node = this.firstNode; node !== 0; node = this.nextNode(node))
      if (this.records.nodes.firstRow(node) !== 0) return false;
    return true;
  }

  /** An RRset that no owner answers with before it is given to {@link share}. */
  newRRset(owner: Name, { type, ttl, rdatas, place }: NewRRset): RRset {
    const { records } = this;
    const row = records.newRow(this.node(owner), type, ttl);
    let last = 0;
    for (const rdata of rdatas) last = records.addRecord(row, last, rdata, rdata.length);
    records.setPlace(row, 0, records.fileNumber(place.file), place.line, place.column);
    return this.at(row);
  }

  /** An RRset of an owner without a record yet. */
  reserve(owner: Name, { type, ttl, place }: Omit<NewRRset, 'rdatas'>): RRset {
    const { records } = this;
    const row = records.addRow(this.node(owner), type, ttl);
    records.setPlace(row, 0, records.fileNumber(place.file), place.line, place.column);
    return this.at(row);
  }

  /** Lets an owner answer with an RRset of this zone, sharing its pool and its turn with the others that do. */
  share(owner: Name, rrset: RRset): void {
    const { records } = this;
    if (!(rrset instanceof StoredRRset)) throw new TypeError('the RRset is not of this zone');
    records.addAlias(this.node(owner), rrset.row);
  }

  rrset(owner: Name, type: number): RRset | undefined {
    const node = this.find(owner);
    const row = node === 0 ? 0 : this.records.rowOf(node, type);
    return row === 0 ? undefined : this.at(row);
  }

  /** The RRset of a row. */
  at(row: number): RRset {
    return new StoredRRset(this, row);
  }

  /** The types that a node answers with, in file order. */
  typesOf(node: number): number[] {
    const { records } = this;
    const types: number[] = [];
    for (let row = records.nodes.firstRow(node); row !== 0; row = records.nextRow(row))
      types.push(records.typeOf(row));
    return types;
  }

  poolOf(row: number): Pool | undefined {
    return this.#pools?.get(row);
  }

  setPool(row: number, pool: Pool | undefined): void {
    this.#pools ??= new Map();
    if (pool === undefined) this.#pools.delete(row);
    else this.#pools.set(row, pool);
  }

  /** Every RRset that is a pool. */
  *pooled(): Generator<RRset> {
    for (const row of this.#pools?.keys() ?? []) yield this.at(row);
  }

  /** Whether a source finds the members of any pool. */
  get hasOpenPools(): boolean {
    for (const { discovered } of this.#pools?.values() ?? []) if (discovered !== undefined) return true;
    return false;
  }

  /** Whether any RRset is a pool. */
  get hasPools(): boolean {
    return this.#pools !== undefined;
  }

  /** The RRSIGs that cover an RRset of this zone (RFC 4034 §3). */
  signatures(rrset: RRset): RRset | undefined {
    if (!(rrset instanceof StoredRRset)) return undefined;
    const row = this.records.signatureRow(this.records.nodeOf(rrset.row), rrset.type);
    return row === 0 ? undefined : this.at(row);
  }

  /** Every set of RRSIGs, each of one owner and covered type. */
  *signatureSets(): Generator<RRset> {
    const { records } = this;
    for (let node = this.firstNode; node !== 0; node = this.nextNode(node))
      for (let row = records.nodes.firstSignatures(node); row !== 0; row = records.nextRow(row))
        yield this.at(row);
  }

  get soa(): RRset | undefined {
    return this.rrset(this.origin, TYPE.SOA);
  }

  /** Every owner with each RRset that it answers with, in file order of the owners; a shared one for each owner. */
  *answers(): Generator<readonly [owner: Name, rrset: RRset]> {
    const { records } = this;
    for (let node = this.firstNode; node !== 0; node = this.nextNode(node))
      for (let row = records.nodes.firstRow(node); row !== 0; row = records.nextRow(row))
        yield [records.nodes.name(node), new StoredRRset(this, records.settled(row))];
  }

  /** Every RRset once, in file order of the owners; a shared one once; at the end the signatures, a set for each type that they cover. */
  *rrsets(): Generator<RRset> {
    const seen = new Set<number>();
    for (const [, rrset] of this.answers()) {
      const { row, isShared } = rrset as StoredRRset;
      if (isShared && seen.has(row)) continue;
      if (isShared) seen.add(row);
      yield rrset;
    }
    yield* this.signatureSets();
  }

  /** The origin as people write it. */
  get label(): string {
    return nameToLabel(this.origin);
  }

  /** What people call it: the origin, and the view if it is in one. */
  get labelInView(): string {
    return inView(this.label, this.view);
  }
}
