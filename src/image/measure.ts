// The form of one RRset in the image: how large it is, and how its records are written.
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { compressibleNames } from '../dns/rdata/compressible.js';
import { targetName, targetOffset } from '../dns/rdata/target.js';
import { TYPE } from '../dns/types.js';
import type { Records } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { RRSET, RRSET_FLAG } from './layout.js';

/** The memory of an image in the two ways in which it is written. */
export interface ImageMemory {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}

/** The words that so many octets take. */
export const wordsFor = (octets: number) => (octets + 3) >> 2;

/** One row before it is written; one object is used again for all rows. */
export class Measure {
  count = 0;
  /** Octets of all records. */
  octets = 0;
  flags = 0;

  of(zone: Zone, row: number): this {
    const { records } = zone;
    const type = records.typeOf(row);
    const first = records.firstRecord(row);
    const size = records.rdataLength(first);
    let isUniform = true;
    this.count = 0;
    this.octets = 0;
    for (let at = first; at !== 0; at = records.nextRecord(at)) {
      const length = records.rdataLength(at);
      if (length !== size) isUniform = false;
      this.octets += RECORD_FIXED + length;
      this.count++;
    }
    this.flags = isUniform ? RRSET_FLAG.UNIFORM : 0;
    const isAddress = type === TYPE.A || type === TYPE.AAAA;
    if (this.count > 1 && (isAddress || zone.poolOf(row) !== undefined)) this.flags |= RRSET_FLAG.ROTATES;
    if (isAddress) return this;
    if (compressibleNames(type) !== undefined) this.flags |= RRSET_FLAG.COMPRESSIBLE;
    if (hasTarget(records, type, first)) this.flags |= RRSET_FLAG.TARGETS;
    return this;
  }

  get words(): number {
    const { flags, count } = this;
    const positions = (flags & RRSET_FLAG.UNIFORM) === 0 ? count : 0;
    const targets = (flags & RRSET_FLAG.TARGETS) !== 0 ? count : 0;
    return RRSET.WORDS + positions + targets + wordsFor(this.octets);
  }
}

/** Whether a record names a host; the first one does as a rule. */
function hasTarget(records: Records, type: number, first: number): boolean {
  if (targetOffset(type) === undefined) return false;
  for (let record = first; record !== 0; record = records.nextRecord(record))
    if (targetName(type, records.rdata(record)) !== undefined) return true;
  return false;
}

/** Writes TYPE, CLASS, TTL, RDLENGTH and RDATA. @returns the octet after them */
export function writeRecord(
  bytes: Uint8Array,
  at: number,
  records: Records,
  row: number,
  record: number,
): number {
  const { octets } = records;
  const type = records.typeOf(row);
  const ttl = records.ttlOf(row);
  const from = records.rdataAt(record);
  const length = records.rdataLength(record);
  bytes[at] = type >>> 8;
  bytes[at + 1] = type;
  bytes[at + 2] = CLASS.IN >>> 8;
  bytes[at + 3] = CLASS.IN;
  bytes[at + 4] = ttl >>> 24;
  bytes[at + 5] = ttl >>> 16;
  bytes[at + 6] = ttl >>> 8;
  bytes[at + 7] = ttl;
  bytes[at + 8] = length >>> 8;
  bytes[at + 9] = length;
  for (let index = 0; index < length; index++) bytes[at + RECORD_FIXED + index] = octets[from + index];
  return at + RECORD_FIXED + length;
}
