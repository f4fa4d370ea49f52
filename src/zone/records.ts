// The records of one load in columns: a few growing arrays instead of objects, so that millions of records cost little to hold.
import { sameRdata } from '../dns/rdata/same-rdata.js';
import type { Place } from '../source/problem.js';
import { NodeTable } from './node-table.js';
import { grown, OctetStore, withRoom } from './octet-store.js';
import { RecordPlaces } from './record-places.js';

/**
 * Words of a row, which is one RRset. KIND is the type with {@link FLAG}; RECORDS is the first record, or of an alias the row
 * that it stands for; NEXT is the next row of the node.
 */
const ROW = {
  NODE: 0,
  KIND: 1,
  TTL: 2,
  RECORDS: 3,
  NEXT: 4,
  FILE: 5,
  LINE: 6,
  COLUMN: 7,
  WORDS: 8,
} as const;

const FLAG = {
  /** The node answers with an RRset that stands elsewhere. */
  ALIAS: 0x10000,
  /** Some alias stands for the row. */
  SHARED: 0x20000,
} as const;

/** Words of a record. AT is the octet position of its RDATA; before it stands the length in two octets. */
const RECORD = { NEXT: 0, AT: 1, WORDS: 2 } as const;

/** Sources below this size need no room made for them. */
const LARGE_SOURCE = 2 ** 20;
const OCTETS_PER_NAME = 32;

/** A load is to be given up. */
export class GivenUpError extends Error {}

/**
 * Called now and then by whoever takes long over a load.
 * @throws GivenUpError when the load is to be given up
 */
export type Checkpoint = () => void;

/** Nodes, rows and records. They are known by numbers, which are no indices; 0 is none. */
export class Records {
  readonly checkpoint: Checkpoint;
  readonly #store = new OctetStore();
  readonly nodes = new NodeTable(this.#store);
  #rows = new Int32Array(64);
  #rowsTop: number = ROW.WORDS;
  #records = new Int32Array(32);
  #recordsTop: number = RECORD.WORDS;
  readonly #places = new RecordPlaces();
  /** Source files by their numbers. */
  readonly #files: string[] = [];
  readonly #fileNumbers = new Map<string, number>();
  #zones = 0;

  constructor(checkpoint: Checkpoint = () => undefined) {
    this.checkpoint = checkpoint;
  }

  /** A number for one more zone. */
  newZone(): number {
    this.checkpoint();
    return this.#zones++;
  }

  /** Makes room for what a source of so many octets holds, as far as can be foreseen. */
  expect(sourceOctets: number): void {
    if (sourceOctets < LARGE_SOURCE) return;
    const names = sourceOctets / OCTETS_PER_NAME;
    this.nodes.expect(names);
    this.#rows = withRoom(this.#rows, this.#rowsTop, names * ROW.WORDS);
    this.#records = withRoom(this.#records, this.#recordsTop, names * 2 * RECORD.WORDS);
    this.#store.expect(sourceOctets);
  }

  fileNumber(file: string): number {
    const known = this.#fileNumbers.get(file);
    if (known !== undefined) return known;
    const number = this.#files.push(file) - 1;
    this.#fileNumbers.set(file, number);
    return number;
  }

  /** The octets of all names and RDATA. They change with an addition. */
  get octets(): Uint8Array {
    return this.#store.octets;
  }

  /** The row of a type at a node; what an alias stands for. 0 when there is none. */
  rowOf(node: number, type: number): number {
    for (let row = this.nodes.firstRow(node); row !== 0; row = this.nextRow(row))
      if (this.typeOf(row) === type) return this.settled(row);
    return 0;
  }

  /** The row of the RRSIGs that cover a type at a node; 0 when there is none. There is one for each type (RFC 4034 §3). */
  signatureRow(node: number, type: number): number {
    const { octets } = this;
    for (let row = this.nodes.firstSignatures(node); row !== 0; row = this.nextRow(row)) {
      const at = this.rdataAt(this.firstRecord(row));
      if (((octets[at] << 8) | octets[at + 1]) === type) return row;
    }
    return 0;
  }

  /** The row after another of its node; 0 after the last. */
  nextRow(row: number): number {
    return this.#rows[row + ROW.NEXT];
  }

  nodeOf(row: number): number {
    return this.#rows[row + ROW.NODE];
  }

  typeOf(row: number): number {
    return this.#rows[row + ROW.KIND] & 0xffff;
  }

  /** In seconds. */
  ttlOf(row: number): number {
    return this.#rows[row + ROW.TTL];
  }

  setTtl(row: number, seconds: number): void {
    this.#rows[row + ROW.TTL] = seconds;
  }

  /** The first record of a row that is no alias. */
  firstRecord(row: number): number {
    return this.#rows[row + ROW.RECORDS];
  }

  /** Whether several owners answer with it. */
  isShared(row: number): boolean {
    return (this.#rows[row + ROW.KIND] & FLAG.SHARED) !== 0;
  }

  /** What an alias stands for; any other row itself. */
  settled(row: number): number {
    return (this.#rows[row + ROW.KIND] & FLAG.ALIAS) === 0 ? row : this.#rows[row + ROW.RECORDS];
  }

  /** Where the first record of a row stands. */
  placeOf(row: number): Place {
    const rows = this.#rows;
    const file = this.#files[rows[row + ROW.FILE]];
    return { file, line: rows[row + ROW.LINE], column: rows[row + ROW.COLUMN] };
  }

  /** Where a record of a row stands; the first, for types whose records are too many to know it of each. */
  placeOfRecord(row: number, record: number): Place {
    const place = this.#places.find(record);
    return place === undefined ? this.placeOf(row) : { ...place, file: this.#files[place.file] };
  }

  /** A row without records, at the end of those of its node; of RRSIGs, at the end of its signatures. */
  addRow(node: number, type: number, ttl: number, isSignatures = false): number {
    const row = this.newRow(node, type, ttl);
    this.#link(node, row, isSignatures);
    return row;
  }

  /** A row that no node has in its list. */
  newRow(node: number, type: number, ttl: number): number {
    const row = this.#rowsTop;
    this.#rowsTop += ROW.WORDS;
    if (this.#rowsTop > this.#rows.length) this.#rows = grown(this.#rows, this.#rowsTop);
    this.#rows[row + ROW.NODE] = node;
    this.#rows[row + ROW.KIND] = type;
    this.#rows[row + ROW.TTL] = ttl;
    return row;
  }

  /** Lets a node answer with a row that stands elsewhere. */
  addAlias(node: number, row: number): void {
    const alias = this.addRow(node, this.typeOf(row) | FLAG.ALIAS, 0);
    this.#rows[alias + ROW.RECORDS] = row;
    this.#rows[row + ROW.KIND] |= FLAG.SHARED;
  }

  /** Takes all records out of a row, which keeps its place; others are to be added. */
  clear(row: number, ttl: number): void {
    this.#rows[row + ROW.RECORDS] = 0;
    this.#rows[row + ROW.TTL] = ttl;
  }

  /** Takes the row of a type out of a node. */
  unlink(node: number, type: number): void {
    let before = 0;
    let row = this.nodes.firstRow(node);
    while (row !== 0 && this.typeOf(row) !== type) {
      before = row;
      row = this.nextRow(row);
    }
    if (row === 0) return;
    if (before === 0) this.nodes.setFirstRow(node, this.nextRow(row));
    else this.#rows[before + ROW.NEXT] = this.nextRow(row);
  }

  #link(node: number, row: number, isSignatures: boolean): void {
    const { nodes } = this;
    let last = isSignatures ? nodes.firstSignatures(node) : nodes.firstRow(node);
    if (last === 0) {
      if (isSignatures) nodes.setFirstSignatures(node, row);
      else nodes.setFirstRow(node, row);
      return;
    }
    while (this.nextRow(last) !== 0) last = this.nextRow(last);
    this.#rows[last + ROW.NEXT] = row;
  }

  /** Says where the record that was added last stands: `last` is the one before it in its row, 0 for the first. */
  setPlace(row: number, last: number, file: number, line: number, column: number): void {
    if (last === 0) {
      this.#rows[row + ROW.FILE] = file;
      this.#rows[row + ROW.LINE] = line;
      this.#rows[row + ROW.COLUMN] = column;
    } else if (this.#places.isFor(this.typeOf(row))) {
      this.#places.add(this.nextRecord(last), file, line, column);
    }
  }

  /** Puts one record behind `last` of its row; with `last` 0 it is the first. @returns it */
  addRecord(row: number, last: number, rdata: Uint8Array, length: number): number {
    const record = this.#recordsTop;
    this.#recordsTop += RECORD.WORDS;
    if (this.#recordsTop > this.#records.length) this.#records = grown(this.#records, this.#recordsTop);
    const at = this.#store.take(length + 2) + 2;
    const { octets } = this;
    octets[at - 2] = length >>> 8;
    octets[at - 1] = length;
    for (let index = 0; index < length; index++) octets[at + index] = rdata[index];
    this.#records[record + RECORD.AT] = at;
    if (last === 0) this.#rows[row + ROW.RECORDS] = record;
    else this.#records[last + RECORD.NEXT] = record;
    return record;
  }

  /** The record behind another; 0 behind the last. */
  nextRecord(record: number): number {
    return this.#records[record + RECORD.NEXT];
  }

  /** Where the RDATA of a record stands in {@link octets}. */
  rdataAt(record: number): number {
    return this.#records[record + RECORD.AT];
  }

  /** The octets of the RDATA of a record. */
  rdataLength(record: number): number {
    const at = this.#records[record + RECORD.AT];
    return (this.octets[at - 2] << 8) | this.octets[at - 1];
  }

  /** A view of the RDATA of a record. */
  rdata(record: number): Uint8Array {
    const at = this.#records[record + RECORD.AT];
    return this.octets.subarray(at, at + this.rdataLength(record));
  }

  /** Whether a record has this RDATA, of `length` octets; names in it are compared without regard to case. */
  hasRdata(record: number, type: number, rdata: Uint8Array, length: number): boolean {
    if (this.rdataLength(record) !== length) return false;
    return sameRdata(type, this.octets, this.rdataAt(record), rdata, 0, length);
  }
}
