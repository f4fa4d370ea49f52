// The MAC of TSIG: the octets that RFC 8945 §4.3 has signed, in their order.
import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import { CLASS } from '../constants.js';
import { lowerName } from '../name.js';
import { algorithmName, hashOf } from './algorithm.js';
import type { TsigKey } from './key.js';
import { timeOctets } from './record.js';

/** The fields of a record that are signed and change from message to message. */
export interface TsigTimes {
  /** When it is signed, in seconds since 1970. */
  readonly timeSeconds: number;
  readonly fudgeSeconds: number;
}

export interface TsigVariables extends TsigTimes {
  readonly error: number;
  readonly other: Uint8Array;
}

/** Class ANY and TTL 0, which every TSIG record has. */
const CLASS_AND_TTL = Uint8Array.of(0, CLASS.ANY, 0, 0, 0, 0);

const u16 = (value: number) => Uint8Array.of(value >> 8, value & 0xff);

/** One MAC under way. */
export class TsigMac {
  readonly #key: TsigKey;
  readonly #hmac: Hmac;

  /** @param prior MAC of the request, or of the message before (RFC 8945 §4.3.1, §5.3.1); undefined for a request */
  constructor(key: TsigKey, prior?: Uint8Array) {
    this.#key = key;
    this.#hmac = createHmac(hashOf(key.algorithm), key.secret);
    if (prior !== undefined) this.add(u16(prior.length)).add(prior);
  }

  /** Octets of a message, without its TSIG record and with the header of {@link TsigRecord.headerBefore}. */
  add(octets: Uint8Array): this {
    this.#hmac.update(octets);
    return this;
  }

  /** Ends it with all the variables of the record (RFC 8945 §4.3.3). */
  withVariables({ timeSeconds, fudgeSeconds, error, other }: TsigVariables): Uint8Array {
    this.add(lowerName(this.#key.name)).add(CLASS_AND_TTL).add(algorithmName(this.#key.algorithm));
    this.add(timeOctets(timeSeconds)).add(u16(fudgeSeconds));
    this.add(u16(error)).add(u16(other.length)).add(other);
    return this.#hmac.digest();
  }

  /** Ends that of a later message of a stream, which has only the timers (RFC 8945 §5.3.1). */
  withTimers({ timeSeconds, fudgeSeconds }: TsigTimes): Uint8Array {
    this.add(timeOctets(timeSeconds)).add(u16(fudgeSeconds));
    return this.#hmac.digest();
  }
}

/** What follows from a MAC that was received. */
export const MAC_CHECK = {
  GOOD: 0,
  WRONG: 1,
  /** Its first octets are right, and there are enough for RFC 8945 §5.2.2.1. This server wants all (§5.2.4). */
  SHORT: 2,
  /** Longer than a digest, or shorter than a truncated one may be: a format error. */
  MALFORMED: 3,
} as const;
export type MacCheck = (typeof MAC_CHECK)[keyof typeof MAC_CHECK];

const MIN_TRUNCATED = 10;

/** Whether a MAC has a length that RFC 8945 §5.2.2.1 allows. */
export function isMacLength(length: number, digestLength: number): boolean {
  return length <= digestLength && length >= Math.max(MIN_TRUNCATED, digestLength / 2);
}

/** Compares a MAC that was received with the right one, in constant time. */
export function checkMac(received: Uint8Array, digest: Uint8Array): MacCheck {
  if (!isMacLength(received.length, digest.length)) return MAC_CHECK.MALFORMED;
  if (!timingSafeEqual(received, digest.subarray(0, received.length))) return MAC_CHECK.WRONG;
  return received.length < digest.length ? MAC_CHECK.SHORT : MAC_CHECK.GOOD;
}

/** Whether the time of signing is near enough to the time of now, in seconds since 1970 (RFC 8945 §5.2.3). */
export function isTimely({ timeSeconds, fudgeSeconds }: TsigTimes, nowSeconds: number): boolean {
  return Math.abs(nowSeconds - timeSeconds) <= fudgeSeconds;
}
