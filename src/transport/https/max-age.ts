// How long an HTTP cache may keep an answer (RFC 8484 §5.1).
import { RCODE, RECORD_FIXED } from '../../dns/constants.js';
import { COUNT_AT, countOf, HEADER_LENGTH, headerRcode } from '../../dns/header.js';
import { skipName } from '../../dns/skip-name.js';
import { TYPE } from '../../dns/types.js';

/** The largest TTL (RFC 2181 §8); with the top bit it means 0. */
const MAX_TTL = 0x7fff_ffff;
/** Octets of the type and the class. */
const TYPE_AND_CLASS = 4;
/** Octets of a number at the end of an SOA, its MINIMUM. */
const MINIMUM = 4;

/**
 * The smallest TTL of the answer section in seconds. An SOA in the authority section says how long there is nothing: its TTL
 * and its MINIMUM count, too (RFC 2308 §5). 0 for errors, and for what says nothing of the kind.
 */
export function maxAgeSeconds(answer: Uint8Array): number {
  const rcode = headerRcode(answer);
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) return 0;
  const view = new DataView(answer.buffer, answer.byteOffset, answer.length);
  const answers = countOf(answer, COUNT_AT.ANSWER);
  const records = answers + countOf(answer, COUNT_AT.AUTHORITY);
  let at = HEADER_LENGTH;
  for (let count = countOf(answer, COUNT_AT.QUESTION); count > 0; count--)
    at = skipName(answer, at, answer.length) + TYPE_AND_CLASS;
  let seconds = Number.POSITIVE_INFINITY;
  for (let index = 0; index < records; index++) {
    const fixed = skipName(answer, at, answer.length);
    if (fixed < 0 || fixed + RECORD_FIXED > answer.length) return 0;
    at = fixed + RECORD_FIXED + view.getUint16(fixed + RECORD_FIXED - 2);
    if (at > answer.length) return 0;
    const isSoa = view.getUint16(fixed) === TYPE.SOA;
    if (index < answers || isSoa) seconds = Math.min(seconds, plain(view.getUint32(fixed + TYPE_AND_CLASS)));
    if (index >= answers && isSoa) seconds = Math.min(seconds, plain(view.getUint32(at - MINIMUM)));
  }
  return Number.isFinite(seconds) ? seconds : 0;
}

function plain(ttl: number): number {
  return ttl > MAX_TTL ? 0 : ttl;
}
