// The records of one answer: written one after another with compressed names, an RRset whole or not at all.
import { RECORD_FIXED } from '../dns/constants.js';
import { HEADER_LENGTH } from '../dns/header.js';
import { compressibleNames } from '../dns/rdata/compressible.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';
import type { ServedZone } from '../image/served-zone.js';
import { Compression } from './compression.js';
import type { Question } from './question.js';

/** The owner of a record is the name under lookup as asked: a pointer to the question. */
export const OWNER_IS_QNAME = -1;

/** Scratch memory for the records of one answer; allocated once per thread. */
export class RecordWriter {
  readonly #compression = new Compression();
  out: Uint8Array = new Uint8Array(0);
  /** The same memory as `out`, to be written four octets at a time. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Where the message begins, and where the next octet goes. */
  base = 0;
  at = 0;
  /** One past the last octet that records may take. */
  limit = 0;
  /** Whether the RRset under way did not fit. */
  overflows = false;
  /** Where the RRset under way begins, and how many names were known before it. */
  #mark = 0;
  #namesBefore = 0;
  #question!: Question;
  #namesKnown = false;

  /** Begins a message at `out[base]` whose records stand before `limit`; they begin at {@link at}. */
  begin(question: Question, out: Uint8Array, base: number, limit: number): void {
    if (out !== this.out) {
      this.out = out;
      this.view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    }
    this.#question = question;
    this.base = base;
    this.limit = limit;
    this.reset();
  }

  /** Forgets all records. */
  reset(): void {
    this.at = this.base + this.#question.questionEnd;
    this.#compression.used = 0;
    this.#namesKnown = false;
  }

  /** Begins an RRset, which is written whole or not at all. */
  open(): void {
    this.#mark = this.at;
    this.#namesBefore = this.#compression.used;
    this.overflows = false;
  }

  /** How many names are known so far: for {@link takeBack}. */
  get names(): number {
    return this.#compression.used;
  }

  /** Takes back what of the RRset under way did not fit, up to where it had come to `at`, with so many names known. */
  takeBack(at: number, names: number): void {
    this.overflows = false;
    this.at = at;
    this.#compression.used = names;
  }

  /** Ends an RRset: counts its records, or takes back what was written of it and the names that stood in it. @returns whether it fitted */
  close(section: number, records: number): boolean {
    if (!this.overflows) {
      const at = this.base + section;
      this.view.setUint16(at, this.view.getUint16(at) + records);
      return true;
    }
    this.at = this.#mark;
    this.#compression.used = this.#namesBefore;
    if (this.#namesBefore === 0) this.#namesKnown = false;
    return false;
  }

  /** Whether `octets` more fit; if not, the RRset overflows. */
  reserve(octets: number): boolean {
    if (this.overflows || this.at + octets > this.limit) {
      this.overflows = true;
      return false;
    }
    this.at += octets;
    return true;
  }

  /** @param ownerBytes the wire form is at `ownerBytes[ownerAt]`, unless `ownerAt` is {@link OWNER_IS_QNAME} */
  writeOwner(ownerBytes: Uint8Array, ownerAt: number): void {
    if (ownerAt !== OWNER_IS_QNAME) {
      this.writeName(ownerBytes, ownerAt);
      return;
    }
    const at = this.at;
    if (!this.reserve(2)) return;
    this.out[at] = 0xc0;
    this.out[at + 1] = HEADER_LENGTH;
  }

  /** Writes what follows the owner of one stored record. */
  writeStored(zone: ServedZone, rrset: number, index: number): void {
    const { bytes } = zone;
    const from = zone.recordAt(rrset, index);
    const length = (bytes[from + 8] << 8) | bytes[from + 9];
    if (zone.isCompressible(rrset)) {
      this.#writeCompressible(bytes, from, length, zone.typeOf(rrset));
      return;
    }
    const to = this.at;
    if (!this.reserve(RECORD_FIXED + length)) return;
    const view = this.view;
    const stored = zone.view;
    const size = RECORD_FIXED + length;
    let octet = 0;
    for (; octet + 4 <= size; octet += 4) view.setInt32(to + octet, stored.getInt32(from + octet));
    for (; octet < size; octet++) view.setUint8(to + octet, stored.getUint8(from + octet));
  }

  /** Sets the serial of the SOA that was written last to the one that the zone has now, where that stands beside its image. */
  writeSerial({ version }: ServedZone): void {
    if (version === undefined || this.overflows) return;
    this.view.setInt32(this.at - SOA_NUMBERS, Atomics.load(version, 0));
  }

  #writeCompressible(bytes: Uint8Array, from: number, length: number, type: number): void {
    const { prefix, count } = compressibleNames(type)!;
    const fixed = this.at;
    this.#copy(bytes, from, RECORD_FIXED + prefix);
    let at = from + RECORD_FIXED + prefix;
    for (let name = 0; name < count; name++) {
      this.writeName(bytes, at);
      at += nameLength(bytes, at);
    }
    this.#copy(bytes, at, from + RECORD_FIXED + length - at);
    if (!this.overflows) this.patchLength(fixed);
  }

  #copy(bytes: Uint8Array, from: number, length: number): void {
    const to = this.at;
    if (!this.reserve(length)) return;
    for (let index = 0; index < length; index++) this.out[to + index] = bytes[from + index];
  }

  /** Sets RDLENGTH of the record whose TYPE stands at `fixed` to what was written behind it. */
  patchLength(fixed: number): void {
    const length = this.at - fixed - RECORD_FIXED;
    this.out[fixed + 8] = length >> 8;
    this.out[fixed + 9] = length & 0xff;
  }

  /** Writes a name, its longest known suffix as a pointer. */
  writeName(name: Uint8Array, from: number): void {
    if (!this.#namesKnown) this.#rememberQuestion();
    let at = from;
    for (let left = nameLength(name, from); left > 1; ) {
      const known = this.#compression.find(this.out, this.base, name, at, left);
      const to = this.at;
      if (known >= 0) {
        if (!this.reserve(2)) return;
        this.out[to] = 0xc0 | (known >> 8);
        this.out[to + 1] = known & 0xff;
        return;
      }
      const size = name[at] + 1;
      if (!this.reserve(size)) return;
      for (let index = 0; index < size; index++) this.out[to + index] = name[at + index];
      this.#compression.remember(to - this.base, left);
      at += size;
      left -= size;
    }
    const to = this.at;
    if (this.reserve(1)) this.out[to] = 0;
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
