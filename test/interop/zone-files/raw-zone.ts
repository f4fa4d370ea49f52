// Reads zones in the raw format of BIND, which holds RDATA in wire form.

/** Format, version, time of the dump, flags, source serial and last transfer, 32 bits each. */
const HEADER_OCTETS = 24;

/** Before the owner: total length, class, type, covered type, TTL and count. */
const RRSET_OCTETS = 18;

/** One record. */
export interface RawRecord {
  readonly owner: Buffer;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: Buffer;
}

function piece(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at));
}

/** All records of a dump that `named-compilezone -F raw` wrote. */
export function readRawZone(bytes: Buffer): RawRecord[] {
  const records: RawRecord[] = [];
  for (let start = HEADER_OCTETS; start < bytes.length; start += bytes.readUInt32BE(start)) {
    const type = bytes.readUInt16BE(start + 6);
    const ttl = bytes.readUInt32BE(start + 10);
    const count = bytes.readUInt32BE(start + 14);
    const owner = piece(bytes, start + RRSET_OCTETS);
    let at = start + RRSET_OCTETS + 2 + owner.length;
    for (let index = 0; index < count; index++) {
      const rdata = piece(bytes, at);
      records.push({ owner, type, ttl, rdata });
      at += 2 + rdata.length;
    }
  }
  return records;
}
