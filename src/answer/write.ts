// The writer: puts header, question, records and OPT of one answer into its place, never past its limit.

import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { answerHigh, COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH, LOW } from '../dns/header.js';
import { compressibleNames } from '../dns/rdata/compressible.js';
import { TYPE } from '../dns/types.js';
import type { ServedZone } from '../image/served-zone.js';
import type { Choice } from './choose.js';
import { Compression } from './compression.js';
import type { OptWriter } from './opt.js';
import type { Question } from './question.js';

/** Sections of a message, by the header count that they raise. */
export const SECTION = {
  ANSWER: COUNT_AT.ANSWER,
  AUTHORITY: COUNT_AT.AUTHORITY,
  ADDITIONAL: COUNT_AT.ADDITIONAL,
} as const;

/** The owner of a record is the name under lookup as asked: a pointer to the question. */
export const OWNER_IS_QNAME = -1;

/** Scratch memory for one answer; allocated once per thread. */
export class AnswerWriter {
  readonly #compression = new Compression();
  #out: Uint8Array = new Uint8Array(0);
  /** The same memory as `#out`, to be written four octets at a time. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #base = 0;
  #at = 0;
  /** One past the last octet that records may take; room for OPT is kept behind it. */
  #limit = 0;
  #overflow = false;
  /** Where the RRset under way begins, and how many names were known before it. */
  #mark = 0;
  #namesBefore = 0;
  #question!: Question;
  #namesKnown = false;
  readonly #opt: OptWriter;

  constructor(opt: OptWriter) {
    this.#opt = opt;
  }

  /** Begins an answer of at most `limit` octets at `out[base]` with a copy of the question. */
  begin(question: Question, out: Uint8Array, base: number, limit: number): void {
    const { input, start, questionEnd } = question;
    if (out !== this.#out) {
      this.#out = out;
      this.#view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    }
    this.#question = question;
    this.#base = base;
    this.#limit = base + limit - this.#opt.room(question);
    this.#compression.used = 0;
    this.#namesKnown = false;
    const view = this.#view;
    view.setInt32(base, (input[start] << 24) | (input[start + 1] << 16) | (answerHigh(question.flags) << 8));
    view.setInt32(base + 4, questionEnd > HEADER_LENGTH ? 0x10000 : 0);
    view.setInt32(base + 8, 0);
    if (questionEnd > HEADER_LENGTH) question.write(view, base + HEADER_LENGTH);
    this.#at = base + questionEnd;
  }

  /** Forgets all records: only header and question remain. */
  clear(): void {
    this.#at = this.#base + this.#question.questionEnd;
    this.#compression.used = 0;
    this.#namesKnown = false;
    for (let index: number = COUNT_AT.ANSWER; index < HEADER_LENGTH; index++)
      this.#out[this.#base + index] = 0;
  }

  /** Empties the answer and says that it did not fit (RFC 2181 §9). */
  truncate(): void {
    this.clear();
    this.#out[this.#base + FLAGS_AT.HIGH] |= HIGH.TC;
  }

  /** Says that required glue did not fit (RFC 9471 §3). */
  markTruncated(): void {
    this.#out[this.#base + FLAGS_AT.HIGH] |= HIGH.TC;
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
    this.#open();
    for (let index = 0; index < choice.count && !this.#overflow; index++) {
      this.#writeOwner(ownerBytes, ownerAt);
      this.#writeStored(zone, rrset, choice.order[index]);
    }
    const signatures = this.#question.dnssecOk ? zone.signatures(rrset) : 0;
    if (signatures === 0 || this.#overflow) return this.#close(section, choice.count);
    const end = this.#at;
    const names = this.#compression.used;
    const count = this.#writeSignatures(zone, signatures, ownerBytes, ownerAt);
    if (!this.#overflow || section !== SECTION.ADDITIONAL) return this.#close(section, choice.count + count);
    this.#overflow = false;
    this.#at = end;
    this.#compression.used = names;
    return this.#close(section, choice.count);
  }

  /** Adds the signatures of an RRset alone, for a client that asks for type RRSIG. @returns whether they fitted */
  addSignatures(zone: ServedZone, rrset: number, ownerBytes: Uint8Array, ownerAt: number): boolean {
    this.#open();
    const count = this.#writeSignatures(zone, zone.signatures(rrset), ownerBytes, ownerAt);
    return this.#close(SECTION.ANSWER, count);
  }

  /** @returns how many there are */
  #writeSignatures(zone: ServedZone, signatures: number, ownerBytes: Uint8Array, ownerAt: number): number {
    const count = zone.countOf(signatures);
    for (let index = 0; index < count && !this.#overflow; index++) {
      this.#writeOwner(ownerBytes, ownerAt);
      this.#writeStored(zone, signatures, index);
    }
    return count;
  }

  /** Adds the SOA of a negative answer with the TTL of RFC 2308 §5. @returns whether it fitted */
  addNegativeSoa(zone: ServedZone, ownerBytes: Uint8Array, ownerAt: number): boolean {
    this.#open();
    this.#writeNegative(zone, zone.soa, 0, ownerBytes, ownerAt);
    const signatures = this.#question.dnssecOk ? zone.signatures(zone.soa) : 0;
    const count = signatures === 0 ? 0 : zone.countOf(signatures);
    for (let index = 0; index < count; index++)
      this.#writeNegative(zone, signatures, index, ownerBytes, ownerAt);
    return this.#close(SECTION.AUTHORITY, count + 1);
  }

  #writeNegative(
    zone: ServedZone,
    rrset: number,
    index: number,
    ownerBytes: Uint8Array,
    ownerAt: number,
  ): void {
    this.#writeOwner(ownerBytes, ownerAt);
    const fixed = this.#at;
    this.#writeStored(zone, rrset, index);
    if (!this.#overflow) this.#view.setUint32(fixed + 4, zone.negativeTtl);
  }

  /** Adds the CNAME that a DNAME implies (RFC 6672 §3.1). @returns whether it fitted */
  addCname(ownerBytes: Uint8Array, ownerAt: number, ttl: number, target: Uint8Array): boolean {
    this.#open();
    this.#writeOwner(ownerBytes, ownerAt);
    const fixed = this.#at;
    if (this.#reserve(RECORD_FIXED)) {
      this.#out.set([0, 5, 0, 1, ttl >>> 24, ttl >>> 16, ttl >>> 8, ttl, 0, 0], fixed);
      this.#writeName(target, 0);
      this.#patchLength(fixed);
    }
    return this.#close(SECTION.ANSWER, 1);
  }

  /** Adds a TXT record of class CH, owned by the qname, with one character-string of at most 255 octets. */
  addChaosText(text: Uint8Array): void {
    this.#open();
    this.#writeOwner(text, OWNER_IS_QNAME);
    const fixed = this.#at;
    if (this.#reserve(RECORD_FIXED + 1 + text.length)) {
      this.#out.set([0, TYPE.TXT, 0, CLASS.CH, 0, 0, 0, 0, 0, text.length + 1, text.length], fixed);
      this.#out.set(text, fixed + RECORD_FIXED + 1);
      this.#view.setUint16(fixed + 8, text.length + 1);
    }
    this.#close(SECTION.ANSWER, 1);
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
    const out = this.#out;
    out[this.#base + FLAGS_AT.HIGH] |= flags;
    out[this.#base + FLAGS_AT.LOW] = available | (rcode & LOW.RCODE);
    if (this.#question.hasEdns) this.#writeOpt(rcode >> 4, edeCode, edeText, edeLength);
    return this.#at - this.#base;
  }

  /** Ends the part of an answer that others complete: AA in `flags`, and no OPT. @returns its length */
  finishPart(flags: number): number {
    this.#out[this.#base + FLAGS_AT.HIGH] |= flags;
    return this.#at - this.#base;
  }

  #writeOpt(extendedRcode: number, edeCode: number, edeText: Uint8Array, edeLength: number): void {
    const out = this.#out;
    const view = this.#view;
    const start = this.#at;
    // The options asked for have their room kept; what they leave of the limit is for the error.
    const limit = this.#limit + this.#opt.room(this.#question);
    let at = this.#opt.writeFixed(view, start, extendedRcode, this.#question.dnssecOk);
    if (!this.#question.options.isEmpty) at = this.#opt.writeOptions(this.#question, out, at);
    at = this.#opt.writeError(out, at, limit, edeCode, edeText, edeLength);
    this.#opt.close(view, start, at);
    out[this.#base + 11]++;
    if (out[this.#base + 11] === 0) out[this.#base + 10]++;
    this.#at = at;
  }

  /** Begins an RRset, which is written whole or not at all. */
  #open(): void {
    this.#mark = this.#at;
    this.#namesBefore = this.#compression.used;
    this.#overflow = false;
  }

  /** Ends an RRset: counts its records, or takes back what was written of it and the names that stood in it. @returns whether it fitted */
  #close(section: number, records: number): boolean {
    if (!this.#overflow) {
      const at = this.#base + section;
      this.#view.setUint16(at, this.#view.getUint16(at) + records);
      return true;
    }
    this.#at = this.#mark;
    this.#compression.used = this.#namesBefore;
    if (this.#namesBefore === 0) this.#namesKnown = false;
    return false;
  }

  /** Whether `octets` more fit; if not, the RRset overflows. */
  #reserve(octets: number): boolean {
    if (this.#overflow || this.#at + octets > this.#limit) {
      this.#overflow = true;
      return false;
    }
    this.#at += octets;
    return true;
  }

  #writeOwner(ownerBytes: Uint8Array, ownerAt: number): void {
    if (ownerAt !== OWNER_IS_QNAME) {
      this.#writeName(ownerBytes, ownerAt);
      return;
    }
    const at = this.#at;
    if (!this.#reserve(2)) return;
    this.#out[at] = 0xc0;
    this.#out[at + 1] = HEADER_LENGTH;
  }

  /** Writes what follows the owner of one stored record. */
  #writeStored(zone: ServedZone, rrset: number, index: number): void {
    const { bytes } = zone;
    const from = zone.recordAt(rrset, index);
    const length = (bytes[from + 8] << 8) | bytes[from + 9];
    if (zone.isCompressible(rrset)) {
      this.#writeCompressible(bytes, from, length, zone.typeOf(rrset));
      return;
    }
    const to = this.#at;
    if (!this.#reserve(RECORD_FIXED + length)) return;
    const view = this.#view;
    const stored = zone.view;
    const size = RECORD_FIXED + length;
    let octet = 0;
    for (; octet + 4 <= size; octet += 4) view.setInt32(to + octet, stored.getInt32(from + octet));
    for (; octet < size; octet++) view.setUint8(to + octet, stored.getUint8(from + octet));
  }

  #writeCompressible(bytes: Uint8Array, from: number, length: number, type: number): void {
    const { prefix, count } = compressibleNames(type)!;
    const fixed = this.#at;
    this.#copy(bytes, from, RECORD_FIXED + prefix);
    let at = from + RECORD_FIXED + prefix;
    for (let name = 0; name < count; name++) {
      this.#writeName(bytes, at);
      at += nameLength(bytes, at);
    }
    this.#copy(bytes, at, from + RECORD_FIXED + length - at);
    if (!this.#overflow) this.#patchLength(fixed);
  }

  #copy(bytes: Uint8Array, from: number, length: number): void {
    const to = this.#at;
    if (!this.#reserve(length)) return;
    for (let index = 0; index < length; index++) this.#out[to + index] = bytes[from + index];
  }

  #patchLength(fixed: number): void {
    const length = this.#at - fixed - RECORD_FIXED;
    this.#out[fixed + 8] = length >> 8;
    this.#out[fixed + 9] = length & 0xff;
  }

  /** Writes a name, its longest known suffix as a pointer. */
  #writeName(name: Uint8Array, from: number): void {
    if (!this.#namesKnown) this.#rememberQuestion();
    let at = from;
    for (let left = nameLength(name, from); left > 1; ) {
      const known = this.#compression.find(this.#out, this.#base, name, at, left);
      const to = this.#at;
      if (known >= 0) {
        if (!this.#reserve(2)) return;
        this.#out[to] = 0xc0 | (known >> 8);
        this.#out[to + 1] = known & 0xff;
        return;
      }
      const size = name[at] + 1;
      if (!this.#reserve(size)) return;
      for (let index = 0; index < size; index++) this.#out[to + index] = name[at + index];
      this.#compression.remember(to - this.#base, left);
      at += size;
      left -= size;
    }
    const to = this.#at;
    if (this.#reserve(1)) this.#out[to] = 0;
  }

  #rememberQuestion(): void {
    const { name } = this.#question;
    this.#namesKnown = true;
    if (this.#question.questionEnd === HEADER_LENGTH) return;
    for (let label = 0; label < name.labels; label++)
      this.#compression.remember(HEADER_LENGTH + name.labelAt[label], name.length - name.labelAt[label]);
  }
}

/** Octets of the uncompressed name at `from`. */
function nameLength(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] !== 0) at += bytes[at] + 1;
  return at + 1 - from;
}
