// The records of an image, one after another, for code that needs all of them: not for answers.
import { RECORD_FIXED } from '../dns/constants.js';
import type { Name } from '../dns/name.js';
import { soaWithSerial } from '../dns/soa-data.js';
import { NodeSequence } from './node-sequence.js';
import type { ServedZone } from './served-zone.js';
import { serialIn } from './soa-serial.js';

/** One record as a copy, which does not hold the image. */
export interface ZoneRecord {
  /** Lower-cased wire form. */
  readonly owner: Name;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  /** Uncompressed wire form. */
  readonly rdata: Uint8Array;
}

/** Every node once: those that names lead to, in no order, then those of an NSEC3 chain. */
export function* nodesOf(zone: ServedZone): Generator<number> {
  const nodes = new NodeSequence(zone);
  for (let node = nodes.next(); node !== 0; node = nodes.next()) yield node;
}

/** The RDATA of a record of an RRset, as a copy. */
export function rdataAt(zone: ServedZone, rrset: number, index: number): Uint8Array<ArrayBuffer> {
  const at = zone.recordAt(rrset, index);
  const from = at + RECORD_FIXED;
  return Uint8Array.from(zone.bytes.subarray(from, from + zone.view.getUint16(at + 8)));
}

/** The TTL of the first record of an RRset, in seconds. */
export function ttlOf(zone: ServedZone, rrset: number): number {
  return zone.view.getUint32(zone.recordAt(rrset, 0) + 4);
}

/** Every record of an RRset: of a pool those of its members. */
export function* recordsOfRRset(zone: ServedZone, owner: Name, rrset: number): Generator<ZoneRecord> {
  const { view } = zone;
  const type = zone.typeOf(rrset);
  for (let index = 0; index < zone.heldCount(rrset); index++) {
    const at = zone.recordAt(rrset, index);
    const rdata = rdataAt(zone, rrset, index);
    const own = rrset === zone.soa ? soaWithSerial(rdata, serialIn(zone)) : rdata;
    yield { owner, type, ttl: view.getUint32(at + 4), rdata: own };
  }
}

/**
 * Every record of a node, each RRset followed by its signatures. A record that several owners share is one of
 * each.
 */
export function* recordsAt(zone: ServedZone, node: number): Generator<ZoneRecord> {
  const owner = zone.nameOf(node).slice();
  for (let index = 0; index < zone.rrsetCount(node); index++) {
    const rrset = zone.rrsetAt(node, index);
    yield* recordsOfRRset(zone, owner, rrset);
    const signatures = zone.signatures(rrset);
    if (signatures !== 0) yield* recordsOfRRset(zone, owner, signatures);
  }
}

/** The SOA record, with the serial that answers have; undefined when the zone has none. */
export function soaOf(zone: ServedZone): ZoneRecord | undefined {
  if (zone.soa === 0) return undefined;
  return recordsOfRRset(zone, zone.origin.slice(), zone.soa).next().value ?? undefined;
}

/** How many records there are. @param most from so many on, it is not counted any further */
export function countRecords(zone: ServedZone, most = Number.POSITIVE_INFINITY): number {
  let count = 0;
  for (const node of nodesOf(zone)) {
    if (count >= most) break;
    for (let index = 0; index < zone.rrsetCount(node); index++) {
      const rrset = zone.rrsetAt(node, index);
      const signatures = zone.signatures(rrset);
      count += zone.heldCount(rrset) + (signatures === 0 ? 0 : zone.countOf(signatures));
    }
  }
  return count;
}

/** Whether two RRsets hold the same records in the same order, with the same TTLs. */
function isSameRRset(a: ServedZone, rrsetA: number, b: ServedZone, rrsetB: number): boolean {
  const count = a.countOf(rrsetA);
  if (count !== b.countOf(rrsetB)) return false;
  const from = a.recordAt(rrsetA, 0);
  const last = a.recordAt(rrsetA, count - 1);
  const length = last + RECORD_FIXED + a.view.getUint16(last + 8) - from;
  const start = b.recordAt(rrsetB, 0);
  for (let index = 0; index < length; index++)
    if (a.bytes[from + index] !== b.bytes[start + index]) return false;
  const [signaturesA, signaturesB] = [a.signatures(rrsetA), b.signatures(rrsetB)];
  if (signaturesA === 0 || signaturesB === 0) return signaturesA === signaturesB;
  return isSameRRset(a, signaturesA, b, signaturesB);
}

/**
 * Whether two nodes own the same records, in the same order. It may be false for other orders of the same
 * records.
 */
export function isSameNode(a: ServedZone, nodeA: number, b: ServedZone, nodeB: number): boolean {
  const count = a.rrsetCount(nodeA);
  if (count !== b.rrsetCount(nodeB)) return false;
  for (let index = 0; index < count; index++)
    if (!isSameRRset(a, a.rrsetAt(nodeA, index), b, b.rrsetAt(nodeB, index))) return false;
  return true;
}
