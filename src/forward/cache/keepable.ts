// Which answers of upstreams are kept, and for how long (RFC 2181 §8, RFC 2308 §5).
import { OPTION, RCODE, RECORD_FIXED } from '../../dns/constants.js';
import { COUNT_AT, countOf, FLAGS_AT, HIGH, headerRcode, isTruncated } from '../../dns/header.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { skipName } from '../../dns/skip-name.js';
import { TYPE } from '../../dns/types.js';
import { withOwnOptions } from '../hop-options.js';

/** The times in seconds for which answers are kept: the longest, but for one. */
export interface Lifetimes {
  readonly maxSeconds: number;
  /** The shortest for what there is not: TTLs of records were raised to it before. */
  readonly minSeconds: number;
  /** Of one that says that there is nothing. */
  readonly maxNegativeSeconds: number;
  /** Of such a one without an SOA; 0: it is not kept (RFC 2308 §5). */
  readonly bareNegativeSeconds: number;
}

/** From the type of a record to its TTL, and to the length of its data. */
const TTL_AT = 4;
const LENGTH_AT = 8;
/** MINIMUM ends the data of an SOA, behind two names and four other numbers (RFC 1035 §3.3.13). */
const MINIMUM_LENGTH = 4;
const SHORTEST_SOA = 22;
const NO_OPTIONS = new Uint8Array(0);

/** An answer as it is kept. */
export interface Keepable {
  /** Without AA, and without the options that were between the upstream and this server. */
  readonly message: Uint8Array;
  /** Where in the message the TTLs of its records stand. */
  readonly ttlPlaces: readonly number[];
  /** Where in the message the type of OPT stands; 0 without OPT, else OPT is its last record. */
  readonly optAt: number;
  /** For how many seconds it may be used, at least 1. */
  readonly lifetimeSeconds: number;
}

/** What was seen of the records of a message. */
interface Sight {
  readonly ttlPlaces: number[];
  optAt: number;
  /** Of all records the smallest. */
  ttlSeconds: number;
  /** Whether the answer section has a record of the type that was asked for. */
  hasAnswer: boolean;
  /** Where the type of an SOA in the authority section stands; 0 without one. */
  soaAt: number;
}

function u16(message: Uint8Array, at: number): number {
  return (message[at] << 8) | message[at + 1];
}

/** A TTL with the highest bit set counts as 0 (RFC 2181 §8). */
export function ttlAt(message: Uint8Array, at: number): number {
  return Math.max(0, (u16(message, at) << 16) | u16(message, at + 2));
}

/**
 * What is to be kept of an answer that belongs to its query: NOERROR with records of the type that was asked for, and what the SOA of its
 * zone says about names and types that do not exist. The rest is undefined: errors, truncated answers, referrals, TTL 0, signatures of
 * the message itself, and EDNS options that may be meant for one client.
 * @param answer any octets; they are not changed
 * @param questionEnd the offset just past the question of the query, which is also that of the answer
 */
export function keepable(
  answer: Uint8Array,
  questionEnd: number,
  qtype: number,
  lifetimes: Lifetimes,
): Keepable | undefined {
  const rcode = headerRcode(answer);
  if (isTruncated(answer) || (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN)) return undefined;
  const whole = withOwnOptions(answer, questionEnd, NO_OPTIONS, answer.length);
  const sight = look(whole, questionEnd, qtype);
  if (sight === undefined || sight.ttlSeconds === 0 || lifetimes.maxSeconds === 0) return undefined;
  const message = new Uint8Array(whole);
  const isNegative = rcode === RCODE.NXDOMAIN || !sight.hasAnswer;
  if (isNegative) lowerTtl(message, sight, lifetimes);
  const lifetimeSeconds = Math.min(sight.ttlSeconds, lifetimes.maxSeconds);
  if (lifetimeSeconds === 0) return undefined;
  message[FLAGS_AT.HIGH] &= ~HIGH.AA;
  return { message, ttlPlaces: sight.ttlPlaces, optAt: sight.optAt, lifetimeSeconds };
}

/** Reads all records; undefined when they do not end where the message does, or one of them forbids to keep it. */
function look(message: Uint8Array, questionEnd: number, qtype: number): Sight | undefined {
  const sight: Sight = { ttlPlaces: [], optAt: 0, ttlSeconds: MAX_TTL, hasAnswer: false, soaAt: 0 };
  const answers = countOf(message, COUNT_AT.ANSWER);
  const authorities = answers + countOf(message, COUNT_AT.AUTHORITY);
  const total = authorities + countOf(message, COUNT_AT.ADDITIONAL);
  let at = questionEnd;
  for (let index = 0; index < total; index++) {
    const fixed = skipName(message, at, message.length);
    if (fixed < 0 || fixed + RECORD_FIXED > message.length) return undefined;
    const end = fixed + RECORD_FIXED + u16(message, fixed + LENGTH_AT);
    if (end > message.length) return undefined;
    const type = u16(message, fixed);
    if (type === TYPE.OPT) {
      const isLast = index === total - 1 && index >= authorities && fixed === at + 1;
      if (!isLast || !isForAll(message, fixed, end)) return undefined;
      sight.optAt = fixed;
    } else if (isOfMessage(type)) return undefined;
    else {
      sight.ttlPlaces.push(fixed + TTL_AT);
      sight.ttlSeconds = Math.min(sight.ttlSeconds, ttlAt(message, fixed + TTL_AT));
      if (index < answers && type === qtype) sight.hasAnswer = true;
      const isSoa = type === TYPE.SOA && end - fixed - RECORD_FIXED >= SHORTEST_SOA;
      if (isSoa && index >= answers && index < authorities) sight.soaAt = fixed;
    }
    at = end;
  }
  return at === message.length ? sight : undefined;
}

/** Whether an OPT says nothing that is for one client only: version and response code 0, and no option but what explains the answer. */
function isForAll(message: Uint8Array, fixed: number, end: number): boolean {
  if (u16(message, fixed + TTL_AT) !== 0) return false;
  let at = fixed + RECORD_FIXED;
  while (at + 4 <= end && u16(message, at) === OPTION.EDE) at += 4 + u16(message, at + 2);
  return at === end;
}

/** Meta types, such as TSIG, and SIG, which signs a message (RFC 2931): they belong to one exchange. */
function isOfMessage(type: number): boolean {
  return type === TYPE.SIG || (type >= 128 && type < 256);
}

/**
 * Gives the SOA of a negative answer the TTL with which the answer may be kept: the smallest of its own, of MINIMUM
 * (RFC 2308 §5) and of a limit, so that it falls from there. The least TTL that is set goes for both.
 */
function lowerTtl(
  message: Uint8Array,
  sight: Sight,
  { minSeconds, maxNegativeSeconds, bareNegativeSeconds }: Lifetimes,
): void {
  const { soaAt } = sight;
  if (soaAt === 0) {
    // A referral, or an alias alone, says nothing of what is asked for.
    const isEmpty = countOf(message, COUNT_AT.ANSWER) + countOf(message, COUNT_AT.AUTHORITY) === 0;
    sight.ttlSeconds = Math.min(sight.ttlSeconds, maxNegativeSeconds, isEmpty ? bareNegativeSeconds : 0);
    return;
  }
  const end = soaAt + RECORD_FIXED + u16(message, soaAt + LENGTH_AT);
  const own = Math.min(ttlAt(message, soaAt + TTL_AT), ttlAt(message, end - MINIMUM_LENGTH));
  const ttl = Math.min(Math.max(own, minSeconds), maxNegativeSeconds);
  sight.ttlSeconds = Math.min(sight.ttlSeconds, ttl);
  for (let octet = 0; octet < 4; octet++) message[soaAt + TTL_AT + octet] = (ttl >>> (24 - 8 * octet)) & 0xff;
}
