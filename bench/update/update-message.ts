// The message of a dynamic update (RFC 2136 §2), by which an address of a name comes or goes.
import { CLASS, OPCODE } from '../../src/dns/constants.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';

const HEADER = 12;
const COUNT = { zones: 4, updates: 8 };
/** RFC 2136 §2.5.4: a record that goes. */
const CLASS_NONE = 254;
const FIXED = 10;

/** An address of a name. */
export interface UpdatedAddress {
  readonly zone: string;
  /** In the zone. */
  readonly label: string;
  /** IPv4, as text. */
  readonly address: string;
  /** In seconds. */
  readonly ttl: number;
}

/** Writes the message; its id is 0. */
export function updateMessage({ zone, label, address, ttl }: UpdatedAddress, isThere: boolean): Buffer {
  const header = Buffer.alloc(HEADER);
  header[2] = OPCODE.UPDATE << 3;
  header.writeUInt16BE(1, COUNT.zones);
  header.writeUInt16BE(1, COUNT.updates);
  const zoneFixed = Buffer.from([0, TYPE.SOA, 0, CLASS.IN]);
  const data = Buffer.from(address.split('.').map(Number));
  const fixed = Buffer.alloc(FIXED);
  fixed.writeUInt16BE(TYPE.A, 0);
  fixed.writeUInt16BE(isThere ? CLASS.IN : CLASS_NONE, 2);
  fixed.writeUInt32BE(isThere ? ttl : 0, 4);
  fixed.writeUInt16BE(data.length, 8);
  const owner = nameFromText(`${label}.${zone}`);
  return Buffer.concat([header, nameFromText(zone), zoneFixed, owner, fixed, data]);
}
