// What is probed for each record of an entry under `health:`: its own address, or the host that it points to.
import { addressToText } from '../dns/address.js';
import { canonicalAddress } from '../dns/endpoint.js';
import { type Name, NameError, nameFromText, nameToLabel } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE } from '../dns/types.js';

const ADDRESS_TYPES: readonly number[] = [TYPE.A, TYPE.AAAA];
const TARGET_TYPES: readonly number[] = [TYPE.SRV, TYPE.MX, TYPE.HTTPS, TYPE.SVCB];

/** The types of records that can be probed. */
export const PROBED_TYPES: readonly number[] = [...ADDRESS_TYPES, ...TARGET_TYPES];

/** The SvcParamKey of a port (RFC 9460 §14.3.2). */
const PORT_KEY = 3;

export interface Subject {
  /** What the keys of an entry call it: an address, or a host. */
  readonly key: string;
  readonly address: string;
  /** That the record says. */
  readonly port?: number;
  /** The host that the record points to. */
  readonly target?: string;
  /** The name that clients ask it for, when that is not the owner. */
  readonly host?: string;
}

/** Whether records of a type point to a host. */
export function hasTargets(type: number): boolean {
  return TARGET_TYPES.includes(type);
}

/** The form of a key that subjects of a type have; undefined when it can be none. */
export function canonicalKey(type: number, text: string): string | undefined {
  if (!hasTargets(type)) return canonicalAddress(text);
  try {
    return nameToLabel(nameFromText(text)).toLowerCase();
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** The port of an SVCB or HTTPS record. @param at the octet behind its target */
function svcPort(rdata: Uint8Array, at: number): number | undefined {
  const view = new DataView(rdata.buffer, rdata.byteOffset, rdata.length);
  for (let param = at; param + 4 <= rdata.length; param += 4 + view.getUint16(param + 2))
    if (view.getUint16(param) === PORT_KEY && param + 6 <= rdata.length) return view.getUint16(param + 4);
  return undefined;
}

/** Port 0 is none. */
function portOf(type: number, rdata: Uint8Array, target: Name): number | undefined {
  if (type === TYPE.SRV) return (rdata[4] << 8) | rdata[5] || undefined;
  return type === TYPE.MX ? undefined : svcPort(rdata, 2 + target.length) || undefined;
}

/** The host of a record; undefined when it says that there is none (RFC 2782, RFC 7505, RFC 9460 §2.5.1). */
function hostOf(type: number, rdata: Uint8Array, owner: Name): Name | undefined {
  const target = targetName(type, rdata);
  if (target !== undefined) return target;
  const isService = (type === TYPE.HTTPS || type === TYPE.SVCB) && (rdata[0] | rdata[1]) !== 0;
  // In ServiceMode "." is the owner (RFC 9460 §2.5.2).
  return isService ? owner : undefined;
}

/**
 * @param addressOf the address of a host; undefined when it is not known here
 * @returns what cannot be probed and why, as a text
 */
export function subjectOf(
  type: number,
  rdata: Uint8Array,
  owner: Name,
  addressOf: (host: Name, key: string) => string | undefined,
): Subject | string {
  if (!hasTargets(type)) {
    const address = addressToText(rdata);
    return { key: address, address };
  }
  const host = hostOf(type, rdata, owner);
  if (host === undefined) return 'a record says that there is no host, which cannot be probed';
  const key = nameToLabel(host).toLowerCase();
  const address = addressOf(host, key);
  if (address === undefined) return `${key} has no address in the zones here`;
  const port = portOf(type, rdata, targetName(type, rdata) ?? new Uint8Array(1));
  // Clients of HTTPS and SVCB records go on asking for the owner.
  const asked = type === TYPE.SRV || type === TYPE.MX ? { host: key } : {};
  return { key, address, target: key, ...asked, ...(port === undefined ? {} : { port }) };
}
