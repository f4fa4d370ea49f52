// Records one behind another in octets: many of them cross to another thread, and are kept, for what they weigh.
import { compareNames, compareRdata } from '../dns/canonical-order.js';
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import type { ZoneRecord } from '../image/walk.js';

/** Lists of so many octets cross to other threads without a copy. */
const SHARED = 65_536;

/** Plain data. */
export interface RecordList {
  readonly count: number;
  /** Of each record: the length of the owner, the owner, and the rest as it stands in a message. */
  readonly octets: Uint8Array;
}

/** By owner, then by type and RDATA (RFC 4034 §6). */
export function inCanonicalOrder(records: readonly ZoneRecord[]): ZoneRecord[] {
  return [...records].sort(
    (a, b) => compareNames(a.owner, b.owner) || a.type - b.type || compareRdata(a.rdata, b.rdata),
  );
}

/** Puts records into a list. */
export function recordList(records: readonly ZoneRecord[]): RecordList {
  const length = records.reduce(
    (sum, { owner, rdata }) => sum + 1 + owner.length + RECORD_FIXED + rdata.length,
    0,
  );
  const octets = new Uint8Array(length < SHARED ? new ArrayBuffer(length) : new SharedArrayBuffer(length));
  const view = new DataView(octets.buffer);
  let at = 0;
  for (const { owner, type, ttl, rdata } of records) {
    octets[at] = owner.length;
    octets.set(owner, at + 1);
    at += 1 + owner.length;
    view.setUint16(at, type);
    view.setUint16(at + 2, CLASS.IN);
    view.setUint32(at + 4, ttl);
    view.setUint16(at + 8, rdata.length);
    octets.set(rdata, at + RECORD_FIXED);
    at += RECORD_FIXED + rdata.length;
  }
  return { count: records.length, octets };
}

/** The first records of a list, as copies. @param most how many */
export function recordsOf({ count, octets }: RecordList, most = count): ZoneRecord[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const records: ZoneRecord[] = [];
  for (let at = 0; at < octets.length && records.length < most; ) {
    const owner = octets.slice(at + 1, at + 1 + octets[at]);
    at += 1 + owner.length;
    const from = at + RECORD_FIXED;
    const end = from + view.getUint16(at + 8);
    const [type, ttl] = [view.getUint16(at), view.getUint32(at + 4)];
    records.push({ owner, type, ttl, rdata: octets.slice(from, end) });
    at = end;
  }
  return records;
}
