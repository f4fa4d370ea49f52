// The query of a dns probe, and what its reply says; a reply may be any octets (RFC 1035 §4.1).
import { randomInt } from 'node:crypto';
import { addressToText } from '../../dns/address.js';
import { CLASS, RECORD_FIXED } from '../../dns/constants.js';
import { nameFromText } from '../../dns/name.js';
import { skipName } from '../../dns/skip-name.js';
import { TYPE } from '../../dns/types.js';

const HEADER = 12;
const FLAG_QR = 0x80;
const FLAG_TC = 0x02;
const FLAG_RD = 0x01;

/** A query with recursion desired and a random id. @param qname as text with a final dot */
export function dnsQuery(qname: string, type: number): Buffer {
  const name = nameFromText(qname);
  const query = Buffer.alloc(HEADER + name.length + 4);
  query.writeUInt16BE(randomInt(0x10000), 0);
  query[2] = FLAG_RD;
  query.writeUInt16BE(1, 4);
  query.set(name, HEADER);
  query.writeUInt16BE(type, HEADER + name.length);
  query.writeUInt16BE(CLASS.IN, HEADER + name.length + 2);
  return query;
}

/**
 * Whether a message is a response to the query: its id, and its question, of which letters may have another
 * case.
 */
export function answers(message: Buffer, query: Buffer): boolean {
  if (message.length < HEADER || message.readUInt16BE(0) !== query.readUInt16BE(0)) return false;
  // QR is set, and OPCODE is that of the query, 0.
  if ((message[2] & 0xf8) !== FLAG_QR) return false;
  // An error may come without the question.
  if (message.readUInt16BE(4) === 0) return message.length === HEADER && rcodeOf(message) !== 0;
  const question = (octets: Buffer) => octets.toString('latin1', HEADER, query.length).toLowerCase();
  return message.readUInt16BE(4) === 1 && question(message) === question(query);
}

export function rcodeOf(message: Buffer): number {
  return message[3] & 0x0f;
}

export function isTruncated(message: Buffer): boolean {
  return (message[2] & FLAG_TC) !== 0;
}

/** Octets of an address by the type of its record. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [TYPE.A, 4],
  [TYPE.AAAA, 16],
]);

/**
 * The addresses in the answer section of a response to the query; undefined when the section is malformed.
 */
export function addressesIn(message: Buffer, query: Buffer): Set<string> | undefined {
  const addresses = new Set<string>();
  let at = query.length;
  for (let left = message.length < at ? 0 : message.readUInt16BE(6); left > 0; left--) {
    const fixed = skipName(message, at, message.length);
    if (fixed < 0 || fixed + RECORD_FIXED > message.length) return undefined;
    const type = message.readUInt16BE(fixed);
    const length = message.readUInt16BE(fixed + 8);
    const rdata = fixed + RECORD_FIXED;
    at = rdata + length;
    if (at > message.length) return undefined;
    if (LENGTHS.get(type) === length && message.readUInt16BE(fixed + 2) === CLASS.IN)
      addresses.add(addressToText(message.subarray(rdata, at)));
  }
  return addresses;
}
