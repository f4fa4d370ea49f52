// What is done to each answer of an upstream before anybody gets it: bits that are between this server and its client, and TTLs.
import { RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, countOf, FLAGS_AT, LOW } from '../dns/header.js';
import { findOpt } from '../dns/query-opt.js';
import { skipName } from '../dns/skip-name.js';
import { TYPE } from '../dns/types.js';

/** Bounds of the TTLs in seconds that are given out. */
export interface TtlBounds {
  readonly minTtlSeconds: number;
  readonly maxTtlSeconds: number;
}

/** As upstreams say them. */
const ANY_TTL: TtlBounds = { minTtlSeconds: 0, maxTtlSeconds: 0x7fff_ffff };

/** From the type of a record to its TTL, and to the length of its data. */
const TTL_AT = 4;
const LENGTH_AT = 8;

/**
 * Changes in place:
 * - RA is set, for whoever is forwarded for may recurse (RFC 1035 §4.1.1);
 * - AD is there only for clients that asked for it with AD or DO (RFC 6840 §5.8);
 * - a TTL with the highest bit set is 0 (RFC 2181 §8), and others keep the bounds.
 *
 * An answer that is signed as a message (TSIG, SIG(0)) stays as it is, and so does what is behind a record that cannot be read.
 * @param query the client's; its question and the answer's both end at `questionEnd`
 */
export function receive(
  answer: Uint8Array,
  query: Uint8Array,
  questionEnd: number,
  bounds: TtlBounds = ANY_TTL,
): void {
  const count = findTtls(answer, questionEnd);
  if (count < 0) return;
  const wantsAd = (query[FLAGS_AT.LOW] & LOW.AD) !== 0 || findOpt(query, questionEnd)?.dnssecOk === true;
  answer[FLAGS_AT.LOW] |= LOW.RA;
  if (!wantsAd) answer[FLAGS_AT.LOW] &= ~LOW.AD;
  for (let index = 0; index < count; index++) bound(answer, places[index], bounds);
}

/** Where TTLs stand; a record takes at least 11 octets of at most 65,535. */
const places = new Uint16Array(6000);

/** Finds where TTLs stand, as far as records can be read. @returns how many; below 0 when the message is signed */
function findTtls(message: Uint8Array, questionEnd: number): number {
  const before = countOf(message, COUNT_AT.ANSWER) + countOf(message, COUNT_AT.AUTHORITY);
  const total = before + countOf(message, COUNT_AT.ADDITIONAL);
  let count = 0;
  let at = questionEnd;
  for (let index = 0; index < total; index++) {
    const fixed = skipName(message, at, message.length);
    if (fixed < 0 || fixed + RECORD_FIXED > message.length) break;
    const type = (message[fixed] << 8) | message[fixed + 1];
    if (index >= before && (type === TYPE.TSIG || type === TYPE.SIG)) return -1;
    if (type !== TYPE.OPT) places[count++] = fixed + TTL_AT;
    at = fixed + RECORD_FIXED + ((message[fixed + LENGTH_AT] << 8) | message[fixed + LENGTH_AT + 1]);
    if (at > message.length) break;
  }
  return count;
}

function bound(message: Uint8Array, at: number, { minTtlSeconds, maxTtlSeconds }: TtlBounds): void {
  const value = (message[at] << 24) | (message[at + 1] << 16) | (message[at + 2] << 8) | message[at + 3];
  const ttl = Math.min(maxTtlSeconds, Math.max(minTtlSeconds, value, 0));
  if (ttl === value) return;
  for (let octet = 0; octet < 4; octet++) message[at + octet] = (ttl >>> (24 - 8 * octet)) & 0xff;
}
