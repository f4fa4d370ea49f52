// One message of a transfer (RFC 5936 §2.2): header, the question in the first one, and as many records as fit.
import { RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, HEADER_LENGTH } from '../dns/header.js';
import { MAX_NAME } from '../dns/name.js';
import { compressibleNames } from '../dns/rdata/compressible.js';
import type { NameSpan } from '../dns/rdata/name-span.js';
import { NameOffsets } from './name-offsets.js';

/** Octets that copy() takes in words: a call for them would take longer. */
const SHORT = 96;
/** Octets that are read at once, at any place. */
const WORD = 4;
/** The most octets of a name with what stands between it and its RDATA. */
const HEAD_ROOM = MAX_NAME + RECORD_FIXED;

/** How long a message may become, in octets. */
export interface MessageLimits {
  /** For a record that is not the first. */
  readonly usual: number;
  /** For one that stands alone. */
  readonly most: number;
}

/** The types of RFC 1035, whose RDATA may hold names that are compressed. */
const spans: readonly (NameSpan | undefined)[] = Array.from({ length: 256 }, (_, type) =>
  compressibleNames(type),
);

/** Scratch memory for one message at a time; allocated once per thread. */
export class TransferMessage {
  readonly #names = new NameOffsets();
  #out: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #base = 0;
  #at = 0;
  #usualEnd = 0;
  #lastEnd = 0;
  #records = 0;
  /** What is read from, and the same memory in words. */
  #source: Uint8Array = new Uint8Array(0);
  #sourceView: DataView = new DataView(new ArrayBuffer(0));
  /** The owner written last, and where its name stands in the message: most owners have several records. */
  #owner: Uint8Array | undefined;
  #ownerAt = 0;
  #ownerOffset = 0;
  /** What that owner stands below, as it is in `parent[parentAt]`; its length is 0 when it is not known. Most owners share it. */
  #parent: Uint8Array = new Uint8Array(0);
  #parentAt = 0;
  #parentLength = 0;
  #parentOffset = 0;
  #parentHash = 0;

  /**
   * Begins a message at `out[base]`.
   * @param start its header without counts of records, with or without a question
   */
  begin(out: Uint8Array, base: number, start: Uint8Array, { usual, most }: MessageLimits): void {
    if (out !== this.#out) {
      this.#out = out;
      this.#view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    }
    out.set(start, base);
    this.#base = base;
    this.#at = base + start.length;
    this.#usualEnd = base + usual;
    this.#lastEnd = base + most;
    this.#records = 0;
    this.#owner = undefined;
    this.#parentLength = 0;
    this.#names.begin(out, base);
    if (start.length === HEADER_LENGTH) return;
    this.#names.read(start, HEADER_LENGTH);
    this.#names.find(start, HEADER_LENGTH);
    this.#names.remember(HEADER_LENGTH);
  }

  /** How many records it has. */
  get records(): number {
    return this.#records;
  }

  /**
   * Adds a record of class IN to the answer section.
   * @param owner its uncompressed name is at `owner[ownerAt]`
   * @param fixedAt TYPE, CLASS, TTL, RDLENGTH and RDATA as they stand in a message are at `record[fixedAt]`
   * @returns false when it does not fit
   */
  add(owner: Uint8Array, ownerAt: number, record: Uint8Array, fixedAt: number): boolean {
    const type = (record[fixedAt] << 8) | record[fixedAt + 1];
    const length = (record[fixedAt + 8] << 8) | record[fixedAt + 9];
    const end = this.#records === 0 ? this.#lastEnd : this.#usualEnd;
    // Compression makes it shorter, which the last record of a message does without.
    if (this.#at + HEAD_ROOM + length > end && !this.#fits(owner, ownerAt, length, end)) return false;
    this.#writeOwner(owner, ownerAt);
    const span = type < spans.length ? spans[type] : undefined;
    if (span === undefined) this.#copy(record, fixedAt, RECORD_FIXED + length);
    else this.#writeNames(record, fixedAt, length, span);
    this.#records++;
    return true;
  }

  /** Whether a record fits as it stands, without compression. */
  #fits(owner: Uint8Array, ownerAt: number, length: number, end: number): boolean {
    let at = ownerAt;
    while (owner[at] !== 0) at += owner[at] + 1;
    return this.#at + at + 1 - ownerAt + RECORD_FIXED + length <= end;
  }

  /** Adds an OPT record, for which there is room. */
  addOpt(opt: Uint8Array): void {
    this.#out.set(opt, this.#at);
    this.#at += opt.length;
    this.#view.setUint16(this.#base + COUNT_AT.ADDITIONAL, 1);
  }

  /** Ends the message. @returns its length in octets */
  finish(): number {
    this.#view.setUint16(this.#base + COUNT_AT.ANSWER, this.#records);
    return this.#at - this.#base;
  }

  #writeOwner(owner: Uint8Array, at: number): void {
    if (owner === this.#owner && at === this.#ownerAt && this.#ownerOffset > 0) {
      this.#writePointer(this.#ownerOffset);
      return;
    }
    this.#owner = owner;
    this.#ownerAt = at;
    const labelEnd = at + 1 + owner[at];
    if (this.#isBelowSame(owner, labelEnd)) {
      this.#ownerOffset = this.#writeBelow(owner, at);
      return;
    }
    const to = this.#at;
    this.#ownerOffset = this.#writeName(owner, at);
    this.#rememberParent(owner, labelEnd, to - this.#base + labelEnd - at);
  }

  /** Whether the rest of an owner is what the owner before stands below. */
  #isBelowSame(owner: Uint8Array, from: number): boolean {
    const parent = this.#parent;
    const parentAt = this.#parentAt;
    const length = this.#parentLength;
    if (owner !== parent || length < WORD) {
      for (let index = 0; index < length; index++)
        if (owner[from + index] !== parent[parentAt + index]) return false;
      return length > 0;
    }
    const view = this.#viewOf(owner);
    if (from + length > view.byteLength) return false;
    const last = length - WORD;
    for (let index = 0; index < last; index += WORD)
      if (view.getInt32(from + index, true) !== view.getInt32(parentAt + index, true)) return false;
    return view.getInt32(from + last, true) === view.getInt32(parentAt + last, true);
  }

  /** Writes the first label of a name, and what it stands below as a pointer. @returns as {@link #writeName} */
  #writeBelow(name: Uint8Array, from: number): number {
    const hash = this.#names.hashOf(name, from, this.#parentHash);
    const known = this.#names.offsetOf(hash, name, from);
    if (known > 0) {
      this.#writePointer(known);
      return known;
    }
    const offset = this.#at - this.#base;
    this.#copy(name, from, 1 + name[from]);
    this.#writePointer(this.#parentOffset);
    this.#names.put(hash, offset);
    return offset < 0x4000 ? offset : 0;
  }

  /** Remembers what the owner written last stands below. @param offset where that stands in the message, if it was written out */
  #rememberParent(owner: Uint8Array, from: number, offset: number): void {
    const { labels, label, known } = this.#names;
    // Of a name that was there as a whole it is not known where its rest stands.
    this.#parentOffset = label === 0 ? 0 : label === 1 ? known : offset;
    const isUsable = labels > 1 && this.#parentOffset > 0 && this.#parentOffset < 0x4000;
    this.#parentLength = isUsable ? this.#names.length - (from - this.#ownerAt) : 0;
    this.#parent = owner;
    this.#parentAt = from;
    this.#parentHash = isUsable ? this.#names.parentHash : 0;
  }

  /** Writes the name, its longest known suffix as a pointer. @returns where the whole name stands in the message, or 0 */
  #writeName(name: Uint8Array, from: number): number {
    const names = this.#names;
    const length = names.read(name, from);
    const known = names.find(name, from);
    const to = this.#at;
    const written = names.startOf(names.label, length);
    this.#copy(name, from, written);
    names.remember(to - this.#base);
    if (known > 0) this.#writePointer(known);
    else this.#out[this.#at++] = 0;
    if (written === 0) return known;
    const offset = to - this.#base;
    return offset < 0x4000 ? offset : 0;
  }

  #writePointer(offset: number): void {
    this.#out[this.#at++] = 0xc0 | (offset >> 8);
    this.#out[this.#at++] = offset & 0xff;
  }

  #writeNames(record: Uint8Array, fixedAt: number, length: number, { prefix, count }: NameSpan): void {
    const fixed = this.#at;
    this.#copy(record, fixedAt, RECORD_FIXED + prefix);
    let at = fixedAt + RECORD_FIXED + prefix;
    for (let name = 0; name < count; name++) {
      this.#writeName(record, at);
      while (record[at] !== 0) at += record[at] + 1;
      at++;
    }
    this.#copy(record, at, fixedAt + RECORD_FIXED + length - at);
    this.#view.setUint16(fixed + 8, this.#at - fixed - RECORD_FIXED);
  }

  #copy(octets: Uint8Array, from: number, length: number): void {
    const out = this.#out;
    const to = this.#at;
    this.#at += length;
    if (length > SHORT) {
      out.set(octets.subarray(from, from + length), to);
      return;
    }
    if (length < WORD) {
      for (let index = 0; index < length; index++) out[to + index] = octets[from + index];
      return;
    }
    const source = this.#viewOf(octets);
    const view = this.#view;
    const last = length - WORD;
    for (let index = 0; index < last; index += WORD)
      view.setInt32(to + index, source.getInt32(from + index, true), true);
    // The last four octets, some of them perhaps once more.
    view.setInt32(to + last, source.getInt32(from + last, true), true);
  }

  /** As a rule, one image or one list is read from for long. */
  #viewOf(octets: Uint8Array): DataView {
    if (octets !== this.#source) {
      this.#source = octets;
      this.#sourceView = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    }
    return this.#sourceView;
  }
}
