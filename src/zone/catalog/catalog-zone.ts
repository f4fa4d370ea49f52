// A catalog of zones (RFC 9432) as a zone: its version, a node for each zone with a label that stays, and the groups.
import { createHash } from 'node:crypto';
import { type Name, nameFromKey, nameFromText } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import type { Place } from '../../source/problem.js';
import { defaultSoa, soaRdata } from '../apex.js';
import { Zone } from '../zone.js';

/** A zone that is listed. */
export interface ListedZone {
  /** As nameKey. */
  readonly zone: string;
  readonly group: string | undefined;
}

/** Nobody is to be sent anywhere by these records (RFC 9432 §4.1). */
const NOBODY = nameFromText('invalid.');
/** Nobody keeps them; secondaries have the whole zone. */
const TTL = 0;
/** Hexadecimal digits of a label. */
const LABEL_DIGITS = 32;

/** The unique label of a zone: the same in each catalog and after each restart, so that consumers keep their copy. */
function nodeOf(zone: string): string {
  return createHash('sha256').update(zone, 'latin1').digest('hex').slice(0, LABEL_DIGITS);
}

function textRdata(text: string): Uint8Array {
  const octets = Buffer.from(text);
  return Uint8Array.of(octets.length, ...octets);
}

/**
 * @param source what is told of where the zone comes from
 * @param nowSeconds since 1970: its first serial
 */
export function catalogZone(
  origin: Name,
  listed: readonly ListedZone[],
  { source, nowSeconds }: { readonly source: string; readonly nowSeconds: number },
): Zone {
  const zone = new Zone(origin, source);
  const place: Place = { file: source, line: 1, column: 1 };
  const add = (owner: Name, type: number, rdata: Uint8Array) => zone.add(owner, type, TTL, rdata, place);
  add(origin, TYPE.SOA, soaRdata({ ...defaultSoa(zone, nowSeconds), mname: NOBODY, rname: NOBODY }));
  add(origin, TYPE.NS, NOBODY);
  zone.leavesSerial = true;
  add(nameFromText('version', origin), TYPE.TXT, textRdata('2'));
  const zones = nameFromText('zones', origin);
  for (const { zone: member, group } of listed) {
    const node = nameFromText(nodeOf(member), zones);
    add(node, TYPE.PTR, nameFromKey(member));
    if (group !== undefined) add(nameFromText('group', node), TYPE.TXT, textRdata(group));
  }
  return zone;
}
