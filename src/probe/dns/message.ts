// The query of a dns probe, and what its reply says; a reply may be any octets (RFC 1035 §4.1).
import { randomInt } from 'node:crypto';
import { addressToText } from '../../dns/address.js';
import { CLASS, OPCODE, RECORD_FIXED } from '../../dns/constants.js';
import {
  COUNT_AT,
  countOf,
  FLAGS_AT,
  HEADER_LENGTH,
  HIGH,
  headerRcode,
  idOf,
  isResponse,
  opcodeOf,
} from '../../dns/header.js';
import { nameFromText } from '../../dns/name.js';
import { skipName } from '../../dns/skip-name.js';
import { TYPE } from '../../dns/types.js';

/** A query with recursion desired and a random id. @param qname as text with a final dot */
export function dnsQuery(qname: string, type: number): Buffer {
  const name = nameFromText(qname);
  const query = Buffer.alloc(HEADER_LENGTH + name.length + 4);
  query.writeUInt16BE(randomInt(0x10000), 0);
  query[FLAGS_AT.HIGH] = HIGH.RD;
  query.writeUInt16BE(1, COUNT_AT.QUESTION);
  query.set(name, HEADER_LENGTH);
  query.writeUInt16BE(type, HEADER_LENGTH + name.length);
  query.writeUInt16BE(CLASS.IN, HEADER_LENGTH + name.length + 2);
  return query;
}

/**
 * Whether a message is a response to the query: its id, and its question, of which letters may have another
 * case.
 */
export function answers(message: Buffer, query: Buffer): boolean {
  if (message.length < HEADER_LENGTH || idOf(message) !== idOf(query)) return false;
  if (!isResponse(message) || opcodeOf(message) !== OPCODE.QUERY) return false;
  // An error may come without the question.
  if (countOf(message, COUNT_AT.QUESTION) === 0)
    return message.length === HEADER_LENGTH && headerRcode(message) !== 0;
  const question = (octets: Buffer) => octets.toString('latin1', HEADER_LENGTH, query.length).toLowerCase();
  return countOf(message, COUNT_AT.QUESTION) === 1 && question(message) === question(query);
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
  for (let left = message.length < at ? 0 : countOf(message, COUNT_AT.ANSWER); left > 0; left--) {
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
