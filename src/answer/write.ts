// The writer: puts header, question, records and OPT of one answer into its place, never past its limit.

import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { answerHigh, COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH, LOW } from '../dns/header.js';
import { TYPE } from '../dns/types.js';
import type { ServedZone } from '../image/served-zone.js';
import type { Choice } from './choose.js';
import type { HandedOut } from './handed-out.js';
import type { OptWriter } from './opt.js';
import type { Question } from './question.js';
import { OWNER_IS_QNAME, RecordWriter } from './record-writer.js';

/** Sections of a message, by the header count that they raise. */
export const SECTION = {
  ANSWER: COUNT_AT.ANSWER,
  AUTHORITY: COUNT_AT.AUTHORITY,
  ADDITIONAL: COUNT_AT.ADDITIONAL,
} as const;

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { HIGH: HIGH_AT, LOW: LOW_AT } = FLAGS_AT;
const { TC } = HIGH;
const { RCODE: RCODE_BITS } = LOW;

/** Scratch memory for one answer; allocated once per thread. */
export class AnswerWriter {
  readonly #records = new RecordWriter();
  #question!: Question;
  readonly #opt: OptWriter;
  /** Counts the members whose records are written. */
  readonly handedOut: HandedOut;
  /** Where the fixed part of the record that is open stands. */
  #fixedAt = 0;

  constructor(opt: OptWriter, handedOut: HandedOut) {
    this.#opt = opt;
    this.handedOut = handedOut;
  }

  /** Begins an answer of at most `limit` octets at `out[base]` with a copy of the question. */
  begin(question: Question, out: Uint8Array, base: number, limit: number): void {
    const { input, start, questionEnd } = question;
    this.#question = question;
    this.handedOut.reset();
    const room = question.hasEdns ? this.#opt.room(question) : 0;
    this.#records.begin(question, out, base, base + limit - room);
    const { view } = this.#records;
    view.setInt32(base, (input[start] << 24) | (input[start + 1] << 16) | (answerHigh(question.flags) << 8));
    view.setInt32(base + 4, questionEnd > HEADER_LENGTH ? 0x10000 : 0);
    view.setInt32(base + 8, 0);
    if (questionEnd > HEADER_LENGTH) question.write(view, base + HEADER_LENGTH);
  }

  /** Forgets all records: only header and question remain. */
  clear(): void {
    const { out, base } = this.#records;
    this.#records.reset();
    this.handedOut.takeBack();
    for (let index: number = SECTION.ANSWER; index < HEADER_LENGTH; index++) out[base + index] = 0;
  }

  /** Empties the answer and says that it did not fit (RFC 2181 §9). */
  truncate(): void {
    this.clear();
    const { out, base } = this.#records;
    out[base + HIGH_AT] |= TC;
  }

  /** Says that required glue did not fit (RFC 9471 §3). */
  markTruncated(): void {
    const { out, base } = this.#records;
    out[base + HIGH_AT] |= TC;
  }

  /**
   * Adds the chosen records of an RRset, all or none, and for a client that wants them its signatures. Those of additional data
   * may be missing when they do not fit (RFC 4035 §3.1.1).
   * @param ownerBytes the owner's wire form is at `ownerBytes[ownerAt]`, unless `ownerAt` is {@link OWNER_IS_QNAME}
   * @returns whether they fitted
   */
  addRRset(
    section: number,
    zone: ServedZone,
    rrset: number,
    choice: Choice,
    ownerBytes: Uint8Array,
    ownerAt: number,
  ): boolean {
    const records = this.#records;
    records.open();
    for (let index = 0; index < choice.count && !records.overflows; index++) {
      records.writeOwner(ownerBytes, ownerAt);
      records.writeStored(zone, rrset, choice.order[index]);
    }
    if (rrset === zone.soa) records.writeSerial(zone);
    const signatures = this.#question.dnssecOk ? zone.signatures(rrset) : 0;
    if (signatures === 0 || records.overflows) return records.close(section, choice.count);
    const end = records.at;
    const { names } = records;
    const count = this.#writeSignatures(zone, signatures, ownerBytes, ownerAt);
    if (!records.overflows || section !== SECTION.ADDITIONAL)
      return records.close(section, choice.count + count);
    records.takeBack(end, names);
    return records.close(section, choice.count);
  }

  /** Adds the signatures of an RRset alone, for a client that asks for type RRSIG. @returns whether they fitted */
  addSignatures(zone: ServedZone, rrset: number, ownerBytes: Uint8Array, ownerAt: number): boolean {
    this.#records.open();
    const count = this.#writeSignatures(zone, zone.signatures(rrset), ownerBytes, ownerAt);
    return this.#records.close(SECTION.ANSWER, count);
  }

  /** @returns how many there are */
  #writeSignatures(zone: ServedZone, signatures: number, ownerBytes: Uint8Array, ownerAt: number): number {
    const records = this.#records;
    const count = zone.countOf(signatures);
    for (let index = 0; index < count && !records.overflows; index++) {
      records.writeOwner(ownerBytes, ownerAt);
      records.writeStored(zone, signatures, index);
    }
    return count;
  }

  /** Adds the SOA of a negative answer with the TTL of RFC 2308 §5. @returns whether it fitted */
  addNegativeSoa(zone: ServedZone, ownerBytes: Uint8Array, ownerAt: number): boolean {
    this.#records.open();
    this.#writeNegative(zone, zone.soa, 0, ownerBytes, ownerAt);
    this.#records.writeSerial(zone);
    const signatures = this.#question.dnssecOk ? zone.signatures(zone.soa) : 0;
    const count = signatures === 0 ? 0 : zone.countOf(signatures);
    for (let index = 0; index < count; index++)
      this.#writeNegative(zone, signatures, index, ownerBytes, ownerAt);
    return this.#records.close(SECTION.AUTHORITY, count + 1);
  }

  #writeNegative(
    zone: ServedZone,
    rrset: number,
    index: number,
    ownerBytes: Uint8Array,
    ownerAt: number,
  ): void {
    const records = this.#records;
    records.writeOwner(ownerBytes, ownerAt);
    const fixed = records.at;
    records.writeStored(zone, rrset, index);
    if (!records.overflows) records.view.setUint32(fixed + 4, zone.negativeTtl);
  }

  /** Adds the CNAME that a DNAME implies (RFC 6672 §3.1). @returns whether it fitted */
  addCname(ownerBytes: Uint8Array, ownerAt: number, ttl: number, target: Uint8Array): boolean {
    const records = this.#records;
    records.open();
    records.writeOwner(ownerBytes, ownerAt);
    const fixed = records.at;
    if (records.reserve(RECORD_FIXED)) {
      records.out.set([0, 5, 0, 1, ttl >>> 24, ttl >>> 16, ttl >>> 8, ttl, 0, 0], fixed);
      records.writeName(target, 0);
      records.patchLength(fixed);
    }
    return records.close(SECTION.ANSWER, 1);
  }

  /** Begins a record of class IN whose RDATA is appended part by part; `owner[ownerAt]` as in {@link addRRset}. @param ttl in seconds */
  openRecord(owner: Uint8Array, ownerAt: number, type: number, ttl: number): void {
    const records = this.#records;
    records.open();
    records.writeOwner(owner, ownerAt);
    this.#fixedAt = records.at;
    if (!records.reserve(RECORD_FIXED)) return;
    records.view.setInt32(this.#fixedAt, (type << 16) | CLASS.IN);
    records.view.setUint32(this.#fixedAt + 4, ttl);
  }

  appendOctets(octets: Uint8Array, from: number, length: number): void {
    const { at, out } = this.#records;
    if (!this.#records.reserve(length)) return;
    for (let index = 0; index < length; index++) out[at + index] = octets[from + index];
  }

  /** @param name in wire form at `name[from]` */
  appendName(name: Uint8Array, from: number): void {
    this.#records.writeName(name, from);
  }

  appendNumber(value: number): void {
    const { at, view } = this.#records;
    if (this.#records.reserve(4)) view.setUint32(at, value);
  }

  /** Ends the record. @returns whether it fitted */
  closeRecord(section: number): boolean {
    const records = this.#records;
    if (!records.overflows) records.patchLength(this.#fixedAt);
    return records.close(section, 1);
  }

  /** Adds a TXT record of class CH, owned by the qname, with one character-string of at most 255 octets. */
  addChaosText(text: Uint8Array): void {
    const records = this.#records;
    records.open();
    records.writeOwner(text, OWNER_IS_QNAME);
    const fixed = records.at;
    if (records.reserve(RECORD_FIXED + 1 + text.length)) {
      records.out.set([0, TYPE.TXT, 0, CLASS.CH, 0, 0, 0, 0, 0, text.length + 1, text.length], fixed);
      records.out.set(text, fixed + RECORD_FIXED + 1);
      records.view.setUint16(fixed + 8, text.length + 1);
    }
    records.close(SECTION.ANSWER, 1);
  }

  /**
   * Ends the answer: response code, flags and, if the query had one, OPT with an Extended DNS Error where there is room.
   * @param flags AA (0x04) for octet 2 of the header
   * @param available RA (0x80) for octet 3
   * @returns the length of the message
   */
  finish(
    rcode: number,
    flags: number,
    available: number,
    edeCode: number,
    edeText: Uint8Array,
    edeLength: number,
  ): number {
    const records = this.#records;
    const { out } = records;
    out[records.base + HIGH_AT] |= flags;
    out[records.base + LOW_AT] = available | (rcode & RCODE_BITS);
    if (this.#question.hasEdns) this.#writeOpt(rcode >> 4, edeCode, edeText, edeLength);
    return records.at - records.base;
  }

  /** Ends the part of an answer that others complete: AA in `flags`, and no OPT. @returns its length */
  finishPart(flags: number): number {
    const records = this.#records;
    records.out[records.base + HIGH_AT] |= flags;
    return records.at - records.base;
  }

  #writeOpt(extendedRcode: number, edeCode: number, edeText: Uint8Array, edeLength: number): void {
    const records = this.#records;
    const { out, view } = records;
    const start = records.at;
    // The options asked for have their room kept; what they leave of the limit is for the error.
    const limit = records.limit + this.#opt.room(this.#question);
    let at = this.#opt.writeFixed(view, start, extendedRcode, this.#question.dnssecOk);
    if (!this.#question.options.isEmpty) at = this.#opt.writeOptions(this.#question, out, at);
    at = this.#opt.writeError(out, at, limit, edeCode, edeText, edeLength);
    this.#opt.close(view, start, at);
    out[records.base + 11]++;
    if (out[records.base + 11] === 0) out[records.base + 10]++;
    records.at = at;
  }
}
