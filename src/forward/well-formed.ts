// Whether a message from upstream is what its counts, lengths and pointers say: what is not is passed on to nobody.
import { RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, countOf, HEADER_LENGTH } from '../dns/header.js';
import { compressibleNames } from '../dns/rdata/compressible.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';
import { TYPE } from '../dns/types.js';

const MAX_NAME = 255;
const MAX_LABEL = 63;
/** A name has so many labels at most, the root among them, each of which may stand behind a pointer. */
const MAX_POINTERS = 128;
const POINTER = 0xc0;
const TTL_AT = 4;
const LENGTH_AT = 8;
const { A, AAAA, OPT, SOA } = TYPE;

/**
 * Walks over a name, through its pointers, each of which has to lead backwards from all that was read before it, so that the
 * work is bounded (RFC 1035 §4.1.4).
 * @returns the offset after the name where it stands; -1 when it is malformed
 */
function nameEnd(message: Uint8Array, start: number): number {
  let at = start;
  let lowest = start;
  let end = -1;
  let length = 0;
  let followed = 0;
  while (at < message.length) {
    const octet = message[at];
    if (octet >= POINTER) {
      if (at + 1 >= message.length) return -1;
      if (end < 0) end = at + 2;
      const target = ((octet & 0x3f) << 8) | message[at + 1];
      if (target < HEADER_LENGTH || target >= lowest || ++followed > MAX_POINTERS) return -1;
      at = lowest = target;
      continue;
    }
    length += octet + 1;
    if (octet > MAX_LABEL || length > MAX_NAME) return -1;
    at += octet + 1;
    if (octet === 0) return end < 0 ? at : end;
  }
  return -1;
}

/** Whether the data of a record that has names which may be compressed, or a fixed length, is what it has to be. */
function hasWholeData(message: Uint8Array, type: number, from: number, end: number): boolean {
  if (type === A) return end - from === 4;
  if (type === AAAA) return end - from === 16;
  const names = compressibleNames(type);
  if (names === undefined) return true;
  let at = from + names.prefix;
  for (let index = 0; index < names.count; index++) {
    at = nameEnd(message, at);
    if (at < 0 || at > end) return false;
  }
  return end - at === (type === SOA ? SOA_NUMBERS : 0);
}

/**
 * Checks all records of a message, which have to end where it does. A TTL whose top bit is set becomes 0 (RFC 2181 §8).
 * @param questionEnd the offset just past its one question, which was compared with another one
 * @returns whether it is well-formed
 */
export function isWellFormed(message: Uint8Array, questionEnd: number): boolean {
  const before = countOf(message, COUNT_AT.ANSWER) + countOf(message, COUNT_AT.AUTHORITY);
  const total = before + countOf(message, COUNT_AT.ADDITIONAL);
  let hasOpt = false;
  let at = questionEnd;
  for (let index = 0; index < total; index++) {
    const fixed = nameEnd(message, at);
    if (fixed < 0 || fixed + RECORD_FIXED > message.length) return false;
    const from = fixed + RECORD_FIXED;
    const end = from + ((message[fixed + LENGTH_AT] << 8) | message[fixed + LENGTH_AT + 1]);
    if (end > message.length) return false;
    const type = (message[fixed] << 8) | message[fixed + 1];
    if (!hasWholeData(message, type, from, end)) return false;
    // There is one at most, among the additional ones and owned by the root (RFC 6891 §6.1.1).
    if (type === OPT && (index < before || hasOpt || fixed !== at + 1)) return false;
    hasOpt ||= type === OPT;
    if (type !== OPT && message[fixed + TTL_AT] >= 0x80) message.fill(0, fixed + TTL_AT, fixed + TTL_AT + 4);
    at = end;
  }
  return at === message.length;
}
