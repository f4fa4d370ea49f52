// RRsets in the image: how many words they take, and how they are written with their signatures behind them.
import type { Records } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { ImageError } from './image-error.js';
import { MAX_RECORDS, RRSET, RRSET_FLAG, SIGNATURES } from './layout.js';
import { type ImageMemory, Measure, writeRecord } from './measure.js';
import type { NodePositions } from './node-positions.js';
import type { PoolSlots } from './pool-slots.js';

/** Measures and writes the RRsets of one zone. */
export class RRsetWriter {
  /** How many counters the RRsets measured so far need; while they are written, the next one to give out. */
  turns = 0;
  readonly #zone: Zone;
  readonly #records: Records;
  readonly #positions: Pick<NodePositions, 'ofTarget'>;
  readonly #slots: Pick<PoolSlots, 'take'>;
  readonly #measure = new Measure();

  constructor(zone: Zone, positions: Pick<NodePositions, 'ofTarget'>, slots: Pick<PoolSlots, 'take'>) {
    this.#zone = zone;
    this.#records = zone.records;
    this.#positions = positions;
    this.#slots = slots;
  }

  /** The row of the RRSIGs that cover a row, or 0. */
  #signaturesOf(row: number): number {
    const records = this.#records;
    return records.signatureRow(records.nodeOf(row), records.typeOf(row));
  }

  /** Where an RRset stands whose words begin at `next`: behind the word that leads to its signatures, if it has any. */
  placeOf(row: number, next: number): number {
    return this.#signaturesOf(row) === 0 ? next : next - SIGNATURES;
  }

  /** The words that an RRset takes, with its signatures. @throws ImageError */
  wordsOf(row: number): number {
    const { words, count, flags } = this.#measure.of(this.#zone, row);
    if ((flags & RRSET_FLAG.ROTATES) !== 0) this.turns++;
    if (count > MAX_RECORDS) throw new ImageError(`${count} records in one RRset; at most ${MAX_RECORDS}`);
    const signatures = this.#signaturesOf(row);
    return signatures === 0 ? words : words - SIGNATURES + this.#measure.of(this.#zone, signatures).words;
  }

  /** Writes an RRset and, behind it, its signatures. @returns the word after them */
  write(row: number, place: number, memory: ImageMemory): number {
    const { words } = memory;
    const signatures = this.#signaturesOf(row);
    const end = place + this.#writeAlone(row, place, memory);
    if (signatures === 0) return end;
    words[place + RRSET.KIND] |= RRSET_FLAG.SIGNED << 16;
    words[place + SIGNATURES] = end;
    return end + this.#writeAlone(signatures, end, memory);
  }

  /** @returns how many words it takes */
  #writeAlone(row: number, at: number, { words, bytes }: ImageMemory): number {
    const records = this.#records;
    const measure = this.#measure.of(this.#zone, row);
    const { count, flags } = measure;
    const type = records.typeOf(row);
    const first = records.firstRecord(row);
    words[at + RRSET.KIND] = type | (flags << 16);
    words[at + RRSET.COUNT] = count;
    words[at + RRSET.TURN] = (flags & RRSET_FLAG.ROTATES) !== 0 ? this.turns++ : -1;
    words[at + RRSET.SLOT] = this.#slots.take(row);
    const isUniform = (flags & RRSET_FLAG.UNIFORM) !== 0;
    let list = at + RRSET.WORDS;
    let position = list;
    if (!isUniform) list += count;
    if ((flags & RRSET_FLAG.TARGETS) !== 0)
      for (let record = first; record !== 0; record = records.nextRecord(record))
        words[list++] = this.#positions.ofTarget(type, records.rdata(record));
    let octet = list * 4;
    for (let record = first; record !== 0; record = records.nextRecord(record)) {
      if (!isUniform) words[position++] = octet;
      octet = writeRecord(bytes, octet, records, row, record);
    }
    return measure.words;
  }
}
