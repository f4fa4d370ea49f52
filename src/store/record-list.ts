// Records one behind another in octets: many of them cross to another thread, and are kept, for what they weigh.
import { compareNames, compareRdata } from '../dns/canonical-order.js';
import type { ZoneRecord } from '../image/walk.js';

/** Plain data. */
export interface RecordList {
  readonly count: number;
  /** Of each record: the length of the owner, the owner, TYPE, TTL, the length of the RDATA, the RDATA. */
  readonly octets: Uint8Array;
}

/** TYPE, TTL and the length of the RDATA. */
export const LIST_HEAD = 8;

/** By owner, then by type and RDATA (RFC 4034 §6). */
export function inCanonicalOrder(records: readonly ZoneRecord[]): ZoneRecord[] {
  return [...records].sort(
    (a, b) => compareNames(a.owner, b.owner) || a.type - b.type || compareRdata(a.rdata, b.rdata),
  );
}

/** Puts records into a list. */
export function recordList(records: readonly ZoneRecord[]): RecordList {
  const length = records.reduce(
    (sum, { owner, rdata }) => sum + 1 + owner.length + LIST_HEAD + rdata.length,
    0,
  );
  const octets = new Uint8Array(length);
  const view = new DataView(octets.buffer);
  let at = 0;
  for (const { owner, type, ttl, rdata } of records) {
    octets[at] = owner.length;
    octets.set(owner, at + 1);
    at += 1 + owner.length;
    view.setUint16(at, type);
    view.setUint32(at + 2, ttl);
    view.setUint16(at + 6, rdata.length);
    octets.set(rdata, at + LIST_HEAD);
    at += LIST_HEAD + rdata.length;
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
    const from = at + LIST_HEAD;
    const end = from + view.getUint16(at + 6);
    const [type, ttl] = [view.getUint16(at), view.getUint32(at + 2)];
    records.push({ owner, type, ttl, rdata: octets.slice(from, end) });
    at = end;
  }
  return records;
}
