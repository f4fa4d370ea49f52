// A digest of what a zone holds, by which a later process knows that nothing has changed.

import { soaWithSerial } from '../dns/soa-data.js';
import { TYPE } from '../dns/types.js';
import { type CompiledZone, ServedZone } from '../image/served-zone.js';
import { nodesOf, recordsAt, type ZoneRecord } from '../image/walk.js';

/** Two sums of 32 bits each: the records may come in any order. */
const sums = new Uint32Array(2);

/** Mixes octets into a word (FNV-1a). */
function mix(word: number, octets: Uint8Array): number {
  let mixed = word;
  for (const octet of octets) mixed = Math.imul(mixed ^ octet, 0x01000193);
  return mixed;
}

/** Spreads each bit over the word, so that a sum of many tells them apart (MurmurHash3). */
function spread(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const head = new Uint8Array(6);
const headView = new DataView(head.buffer);

function addRecord({ owner, type, ttl, rdata }: ZoneRecord): void {
  headView.setUint16(0, type);
  headView.setUint32(2, ttl);
  for (let index = 0; index < sums.length; index++)
    sums[index] += spread(mix(mix(mix(0x811c9dc5 ^ (index * 0x9e3779b9), owner), head), rdata));
}

/** The same record with the serial 0. */
function withoutSerial(soa: ZoneRecord): ZoneRecord {
  return { ...soa, rdata: soaWithSerial(soa.rdata, 0) };
}

/**
 * 16 hexadecimal digits that depend on every record, but for the serial of the SOA, and not on their order.
 */
export function contentDigest(image: CompiledZone): string {
  const zone = new ServedZone(image);
  sums.fill(0);
  for (const node of nodesOf(zone))
    for (const record of recordsAt(zone, node))
      addRecord(record.type === TYPE.SOA ? withoutSerial(record) : record);
  return Array.from(sums, sum => sum.toString(16).padStart(8, '0')).join('');
}
