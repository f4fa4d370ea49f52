// The records that every zone has at its apex, made up when the file gives none.
import { MAX_NAME, type Name, nameFromText, sameName } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { WireReader } from '../dns/rdata/wire.js';
import { TYPE } from '../dns/types.js';
import type { Place } from '../source/problem.js';
import type { RRset } from './rrset.js';
import type { Zone } from './zone.js';

/** The fields of an SOA record (RFC 1035 §3.3.13); times in seconds. */
export interface Soa {
  readonly mname: Name;
  readonly rname: Name;
  /** 32 bits. */
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/** TTL of a made-up SOA and NS, in seconds. */
export const APEX_TTL_SECONDS = 60;

/** Timers of a made-up SOA, in seconds. The minimum bounds negative answers: they must not outlive the recovery of a pool for long. */
export const MADE_UP_TIMERS = { refresh: 3_600, retry: 600, expire: 604_800, minimum: 5 } as const;

/** `label` below `origin`, or the origin itself when that name would be too long. */
function below(label: string, origin: Name): Name {
  return origin.length + label.length + 1 <= MAX_NAME ? nameFromText(label, origin) : origin;
}

/** The first name server of the zone, or `ns.` and the origin. */
function primary(zone: Zone): Name {
  const ns = zone.rrset(zone.origin, TYPE.NS);
  const target = ns === undefined ? undefined : targetName(TYPE.NS, ns.rdatas[0]);
  return target ?? below('ns', zone.origin);
}

/** What an SOA says unless it is told otherwise. @param serial 32 bits, usually the time of the last change in seconds */
export function defaultSoa(zone: Zone, serial: number): Soa {
  return {
    mname: primary(zone),
    rname: below('hostmaster', zone.origin),
    serial: serial >>> 0,
    ...MADE_UP_TIMERS,
  };
}

/** The RDATA of an SOA. */
export function soaRdata(soa: Soa): Uint8Array {
  const rdata = new Uint8Array(soa.mname.length + soa.rname.length + 20);
  rdata.set(soa.mname);
  rdata.set(soa.rname, soa.mname.length);
  const numbers = new DataView(rdata.buffer, soa.mname.length + soa.rname.length);
  [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum].forEach((value, index) => {
    numbers.setUint32(index * 4, value);
  });
  return rdata;
}

/** The server (MNAME) that the RDATA of an SOA names. */
export function serverOf(rdata: Uint8Array): Name {
  return new WireReader(rdata).name();
}

/** The mailbox (RNAME) that the RDATA of an SOA names. */
export function mailboxOf(rdata: Uint8Array): Name {
  const wire = new WireReader(rdata);
  wire.name();
  return wire.name();
}

const madeUp = new WeakMap<Zone, number[]>();

/** Whether {@link makeUpApex} added the RRset of this type at the apex, so that no author can mend it. */
export function isMadeUp(zone: Zone, { owner, type }: RRset): boolean {
  return (madeUp.get(zone)?.includes(type) ?? false) && sameName(owner, zone.origin);
}

/**
 * Adds the SOA, and in a zone of kind `data` the NS, that the zone lacks. The address of the name server is not made up:
 * nobody reaches this zone through a delegation unless its file says where the server is.
 */
export function makeUpApex(zone: Zone, serial: number, place: Place): void {
  const add = (type: number, rdata: Uint8Array) => {
    zone.add(zone.origin, type, APEX_TTL_SECONDS, rdata, place);
    madeUp.set(zone, [...(madeUp.get(zone) ?? []), type]);
  };
  if (zone.kind === 'data' && zone.rrset(zone.origin, TYPE.NS) === undefined) add(TYPE.NS, primary(zone));
  if (zone.soa !== undefined) return;
  add(TYPE.SOA, soaRdata(defaultSoa(zone, serial)));
  zone.leavesSerial = true;
}
