// The records of one load in columns: a few growing arrays instead of objects, so that millions of records cost little to hold.
import { LOWER, type Name } from '../dns/name.js';
import { hashName } from '../dns/name-hash.js';

/**
 * Words of a node, which is one owner name of one zone. NAME is an octet position; before it stands the length of the name.
 * ROWS is its first row, 0 for an empty non-terminal. SIGNATURES is its first row of RRSIGs: there is one for each type that they cover, whose
 * TTL they have (RFC 4034 §3). PARENT is for {@link Records.parent}.
 */
export const NODE = {
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

/**
 * Words of a row, which is one RRset. KIND is the type with {@link ROW_FLAG}; RECORDS is the first record, or of an alias the row
 * that it stands for; NEXT is the next row of the node.
 */
export const ROW = {
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

export const ROW_FLAG = {
  /** The node answers with an RRset that stands elsewhere. */
  ALIAS: 0x10000,
  /** Some alias stands for the row. */
  SHARED: 0x20000,
} as const;

/** Words of a record. AT is the octet position of its RDATA; before it stands the length in two octets. */
const RECORD = { NEXT: 0, AT: 1, WORDS: 2 } as const;

/** Positions are 32-bit numbers. */
const MAX_LENGTH = 0x7fffffff;

/** There are more records than one load can hold; the message can be shown. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
}

function grown<T extends Int32Array | Uint8Array>(array: T, needed: number): T {
  if (needed > MAX_LENGTH) throw new RecordsError(`the zones hold over ${MAX_LENGTH} octets of records`);
  const length = Math.min(MAX_LENGTH, Math.max(needed, array.length * 2));
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/** Spreads hashes over slots; the same name may be a node of several zones. */
function slotFor(hash: number, zone: number, mask: number): number {
  const mixed = hash ^ Math.imul(zone, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}

/**
 * Nodes, rows and records. They are known by their position in their array; 0 is none. The arrays change when they grow: read them
 * anew after an addition.
 */
export class Records {
  nodes = new Int32Array(64);
  rows = new Int32Array(64);
  octets = new Uint8Array(512);
  /** Source files, by the number in ROW.FILE. */
  readonly files: string[] = [];
  readonly #fileNumbers = new Map<string, number>();
  #records = new Int32Array(32);
  #slots = new Int32Array(16);
  #nodeCount = 0;
  #zones = 0;
  #nodesTop: number = NODE.WORDS;
  #rowsTop: number = ROW.WORDS;
  #recordsTop: number = RECORD.WORDS;
  #octetsTop = 0;

  /** A number for one more zone. */
  newZone(): number {
    return this.#zones++;
  }

  /**
   * Makes room for what a source of so many octets holds, as far as can be told. Memory that is not written to costs nothing, and arrays
   * of this size need not be copied to grow.
   */
  expect(sourceOctets: number): void {
    if (sourceOctets < 2 ** 20) return;
    const most = (top: number, more: number) => Math.min(MAX_LENGTH, Math.ceil(top + more));
    const names = sourceOctets / 32;
    if (this.#nodesTop + names * NODE.WORDS > this.nodes.length)
      this.nodes = grown(this.nodes, most(this.#nodesTop, names * NODE.WORDS));
    if (this.#rowsTop + names * ROW.WORDS > this.rows.length)
      this.rows = grown(this.rows, most(this.#rowsTop, names * ROW.WORDS));
    if (this.#recordsTop + names * 2 * RECORD.WORDS > this.#records.length)
      this.#records = grown(this.#records, most(this.#recordsTop, names * 2 * RECORD.WORDS));
    if (this.#octetsTop + sourceOctets > this.octets.length)
      this.octets = grown(this.octets, most(this.#octetsTop, sourceOctets));
  }

  fileNumber(file: string): number {
    const known = this.#fileNumbers.get(file);
    if (known !== undefined) return known;
    const number = this.files.push(file) - 1;
    this.#fileNumbers.set(file, number);
    return number;
  }

  /** The node of a zone with the name that begins at `from`, or 0. */
  find(zone: number, name: Uint8Array, from: number, length: number, hash: number): number {
    const { nodes } = this;
    const mask = this.#slots.length - 1;
    for (let slot = slotFor(hash, zone, mask); ; slot = (slot + 1) & mask) {
      const node = this.#slots[slot];
      if (node === 0) return 0;
      if (nodes[node + NODE.HASH] !== hash || nodes[node + NODE.ZONE] !== zone) continue;
      if (this.#isNamed(node, name, from, length)) return node;
    }
  }

  #isNamed(node: number, name: Uint8Array, from: number, length: number): boolean {
    const { octets } = this;
    const at = this.nodes[node + NODE.NAME];
    if (octets[at - 1] !== length) return false;
    for (let index = 0; index < length; index++)
      if (LOWER[octets[at + index]] !== LOWER[name[from + index]]) return false;
    return true;
  }

  /** Adds a node that {@link find} did not find. @param number how many nodes its zone has before it */
  addNode(
    zone: number,
    name: Uint8Array,
    from: number,
    length: number,
    hash: number,
    number: number,
  ): number {
    if (++this.#nodeCount * 3 > this.#slots.length * 2) this.#rehash();
    const node = this.#nodesTop;
    this.#nodesTop += NODE.WORDS;
    if (this.#nodesTop > this.nodes.length) this.nodes = grown(this.nodes, this.#nodesTop);
    const at = this.#take(length + 1) + 1;
    const { nodes, octets } = this;
    octets[at - 1] = length;
    for (let index = 0; index < length; index++) octets[at + index] = name[from + index];
    nodes[node + NODE.NAME] = at;
    nodes[node + NODE.HASH] = hash;
    nodes[node + NODE.ZONE] = zone;
    nodes[node + NODE.NUMBER] = number;
    this.#enter(node);
    return node;
  }

  #enter(node: number): void {
    const mask = this.#slots.length - 1;
    let slot = slotFor(this.nodes[node + NODE.HASH], this.nodes[node + NODE.ZONE], mask);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = node;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let node: number = NODE.WORDS; node < this.#nodesTop; node += NODE.WORDS) this.#enter(node);
  }

  /** Room for so many octets. @returns its position */
  #take(length: number): number {
    const at = this.#octetsTop;
    this.#octetsTop += length;
    if (this.#octetsTop > this.octets.length) this.octets = grown(this.octets, this.#octetsTop);
    return at;
  }

  /** A view of a node's name, in the case in which it came up first. */
  name(node: number): Name {
    const at = this.nodes[node + NODE.NAME];
    return this.octets.subarray(at, at + this.octets[at - 1]);
  }

  /** The node of the name without its first label; of the same zone. 0 when there is none. */
  parent(node: number): number {
    const { nodes, octets } = this;
    const at = nodes[node + NODE.NAME];
    const from = at + octets[at] + 1;
    const length = octets[at - 1] - octets[at] - 1;
    return this.find(nodes[node + NODE.ZONE], octets, from, length, hashName(octets, from));
  }

  /** The row of a type at a node; what an alias stands for. 0 when there is none. */
  rowOf(node: number, type: number): number {
    const { rows } = this;
    for (let row = this.nodes[node + NODE.ROWS]; row !== 0; row = rows[row + ROW.NEXT])
      if ((rows[row + ROW.KIND] & 0xffff) === type) return this.settled(row);
    return 0;
  }

  /** The row of the RRSIGs that cover a type at a node; 0 when there is none. */
  signatureRow(node: number, type: number): number {
    for (let row = this.nodes[node + NODE.SIGNATURES]; row !== 0; row = this.rows[row + ROW.NEXT]) {
      const at = this.rdataAt(this.rows[row + ROW.RECORDS]);
      if (((this.octets[at] << 8) | this.octets[at + 1]) === type) return row;
    }
    return 0;
  }

  /** What an alias stands for; any other row itself. */
  settled(row: number): number {
    return (this.rows[row + ROW.KIND] & ROW_FLAG.ALIAS) === 0 ? row : this.rows[row + ROW.RECORDS];
  }

  /** A row that belongs to no node's list yet. */
  newRow(node: number, kind: number, ttl: number, file: number, line: number, column: number): number {
    const row = this.#rowsTop;
    this.#rowsTop += ROW.WORDS;
    if (this.#rowsTop > this.rows.length) this.rows = grown(this.rows, this.#rowsTop);
    const { rows } = this;
    rows[row + ROW.NODE] = node;
    rows[row + ROW.KIND] = kind;
    rows[row + ROW.TTL] = ttl;
    rows[row + ROW.FILE] = file;
    rows[row + ROW.LINE] = line;
    rows[row + ROW.COLUMN] = column;
    return row;
  }

  /** Puts a row at the end of a list of a node: NODE.ROWS or NODE.SIGNATURES. */
  link(node: number, row: number, list: number = NODE.ROWS): void {
    const { rows } = this;
    let last = this.nodes[node + list];
    if (last === 0) {
      this.nodes[node + list] = row;
      return;
    }
    while (rows[last + ROW.NEXT] !== 0) last = rows[last + ROW.NEXT];
    rows[last + ROW.NEXT] = row;
  }

  /** Puts one record behind `last` of its row; with `last` 0 it is the first. */
  addRecord(row: number, last: number, rdata: Uint8Array, length: number): void {
    const record = this.#recordsTop;
    this.#recordsTop += RECORD.WORDS;
    if (this.#recordsTop > this.#records.length) this.#records = grown(this.#records, this.#recordsTop);
    const at = this.#take(length + 2) + 2;
    const { octets } = this;
    octets[at - 2] = length >>> 8;
    octets[at - 1] = length;
    for (let index = 0; index < length; index++) octets[at + index] = rdata[index];
    this.#records[record + RECORD.AT] = at;
    if (last === 0) this.rows[row + ROW.RECORDS] = record;
    else this.#records[last + RECORD.NEXT] = record;
  }

  /** The record behind another; 0 behind the last. */
  nextRecord(record: number): number {
    return this.#records[record + RECORD.NEXT];
  }

  /** Where the RDATA of a record stands. */
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
}
