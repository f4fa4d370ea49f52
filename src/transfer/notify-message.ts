// A NOTIFY (RFC 1996): what tells a secondary that there is a new version of a zone, and which messages reply to it.
import { CLASS, OPCODE, PLAIN_UDP_SIZE, RECORD_FIXED } from '../dns/constants.js';
import {
  COUNT_AT,
  FLAGS_AT,
  HEADER_LENGTH,
  HIGH,
  idOf,
  isResponse,
  opcodeOf,
  setCount,
  setId,
} from '../dns/header.js';
import type { Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { ZoneRecord } from '../image/walk.js';

/** Octets of the flags above the opcode. */
const OPCODE_SHIFT = 3;
/** A pointer to the name of the question. */
const QNAME = 0xc000 | HEADER_LENGTH;
const POINTER = 2;

/**
 * The message, with the SOA as a hint where it fits into a datagram of 512 octets (RFC 1996 §3.7).
 * @param zone the apex
 * @param soa that of the new version
 */
export function notifyMessage(id: number, zone: Name, soa: ZoneRecord): Buffer {
  const questionEnd = HEADER_LENGTH + zone.length + 4;
  const whole = questionEnd + POINTER + RECORD_FIXED + soa.rdata.length;
  const hasSoa = whole <= PLAIN_UDP_SIZE;
  const message = Buffer.alloc(hasSoa ? whole : questionEnd);
  setId(message, id);
  message[FLAGS_AT.HIGH] = (OPCODE.NOTIFY << OPCODE_SHIFT) | HIGH.AA;
  setCount(message, COUNT_AT.QUESTION, 1);
  message.set(zone, HEADER_LENGTH);
  message.writeUInt16BE(TYPE.SOA, questionEnd - 4);
  message.writeUInt16BE(CLASS.IN, questionEnd - 2);
  if (!hasSoa) return message;
  setCount(message, COUNT_AT.ANSWER, 1);
  let at = message.writeUInt16BE(QNAME, questionEnd);
  at = message.writeUInt16BE(TYPE.SOA, at);
  at = message.writeUInt16BE(CLASS.IN, at);
  at = message.writeUInt32BE(soa.ttl, at);
  at = message.writeUInt16BE(soa.rdata.length, at);
  message.set(soa.rdata, at);
  return message;
}

/** The id of the NOTIFY that a message replies to; undefined when it is no reply to any (RFC 1996 §4.7). */
export function notifyReplyTo(message: Uint8Array): number | undefined {
  if (message.length < HEADER_LENGTH) return undefined;
  return isResponse(message) && opcodeOf(message) === OPCODE.NOTIFY ? idOf(message) : undefined;
}
