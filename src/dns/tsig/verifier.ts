// Verifies the answer to a signed request: one message, or those of a stream one after the other (RFC 8945 §5.3.1, §5.4).
import { sameName } from '../name.js';
import { isAlgorithmName } from './algorithm.js';
import { TSIG_ERROR } from './error.js';
import type { TsigKey } from './key.js';
import { checkMac, isTimely, MAC_CHECK, TsigMac } from './mac.js';
import { FOUND, TsigRecord, timeIn } from './record.js';

/** So many messages of a stream in a row may go unsigned (RFC 8945 §5.3.1). */
export const MAX_UNSIGNED = 99;

/** What was found of a message of an answer. After any but the first two the answer is worth nothing. */
export const VERIFIED = {
  /** It is signed by the key, and so are the unsigned ones before it. */
  SIGNED: 0,
  /** It is not signed, as a message of a stream may be: nothing is proven until a signed one follows. */
  NOT_YET: 1,
  /** It should be signed and is not. */
  UNSIGNED: 2,
  MALFORMED: 3,
  /** It is signed by another key, or with another algorithm. */
  OTHER_KEY: 4,
  WRONG_MAC: 5,
  /** The MAC is right, but truncated. */
  SHORT_MAC: 6,
  /** The clocks are too far apart, or the message is an old one. */
  WRONG_TIME: 7,
  /** The server did not accept the request: {@link TsigVerifier.error} says why. Only with BADTIME and BADTRUNC it is proven who says so. */
  REFUSED: 8,
} as const;
export type Verified = (typeof VERIFIED)[keyof typeof VERIFIED];

/** What was found, in words that go on after "the answer". */
export const VERIFIED_TEXT: Readonly<Record<Verified, string>> = {
  [VERIFIED.SIGNED]: 'is signed',
  [VERIFIED.NOT_YET]: 'is not signed yet',
  [VERIFIED.UNSIGNED]: 'is not signed',
  [VERIFIED.MALFORMED]: 'is not readable',
  [VERIFIED.OTHER_KEY]: 'is signed by another key',
  [VERIFIED.WRONG_MAC]: 'has a wrong signature',
  [VERIFIED.SHORT_MAC]: 'has a truncated signature',
  [VERIFIED.WRONG_TIME]: 'was signed at another time',
  [VERIFIED.REFUSED]: 'says that the request was signed wrongly',
};

const TIME_OCTETS = 6;

/** Verifies the messages of one answer, in their order. */
export class TsigVerifier {
  /** After REFUSED: the TSIG error of the server. */
  error: number = TSIG_ERROR.NONE;
  /** After REFUSED with BADTIME: the time of the server, in seconds since 1970. */
  serverSeconds: number | undefined = undefined;
  readonly #key: TsigKey;
  readonly #record = new TsigRecord();
  #mac: TsigMac;
  #isFirst = true;
  #unsigned = 0;

  /** @param requestMac what the request was signed with */
  constructor(key: TsigKey, requestMac: Uint8Array) {
    this.#key = key;
    this.#mac = new TsigMac(key, requestMac);
  }

  /** Whether the stream may end here: the message before was signed (RFC 8945 §5.3.1). */
  get mayEnd(): boolean {
    return !this.#isFirst && this.#unsigned === 0;
  }

  /** @param nowSeconds of the wall clock, since 1970 */
  verify(message: Uint8Array, nowSeconds: number): Verified {
    const record = this.#record;
    switch (record.find(message)) {
      case FOUND.MALFORMED:
        return VERIFIED.MALFORMED;
      case FOUND.NONE:
        if (this.#isFirst || this.#unsigned >= MAX_UNSIGNED) return VERIFIED.UNSIGNED;
        this.#unsigned++;
        this.#mac.add(message);
        return VERIFIED.NOT_YET;
      case FOUND.RECORD:
        return this.#verifySigned(record, nowSeconds);
    }
  }

  #verifySigned(record: TsigRecord, nowSeconds: number): Verified {
    const { name, algorithm } = this.#key;
    const { mac } = record;
    // RFC 8945 §5.3.2: an error that concerns the key or the MAC is not signed.
    if (mac.length === 0 && record.error !== TSIG_ERROR.NONE) return this.#refused(record);
    if (!sameName(record.keyName, name) || !isAlgorithmName(record.algorithm, algorithm))
      return VERIFIED.OTHER_KEY;
    this.#mac.add(record.headerBefore(0)).add(record.bodyBefore(0));
    const digest = this.#isFirst ? this.#mac.withVariables(record) : this.#mac.withTimers(record);
    const check = checkMac(mac, digest);
    if (check === MAC_CHECK.MALFORMED) return VERIFIED.MALFORMED;
    if (check === MAC_CHECK.WRONG) return VERIFIED.WRONG_MAC;
    if (check === MAC_CHECK.SHORT) return VERIFIED.SHORT_MAC;
    if (record.error !== TSIG_ERROR.NONE) return this.#refused(record);
    if (!isTimely(record, nowSeconds)) return VERIFIED.WRONG_TIME;
    this.#isFirst = false;
    this.#unsigned = 0;
    this.#mac = new TsigMac(this.#key, digest);
    return VERIFIED.SIGNED;
  }

  #refused({ error, other }: TsigRecord): typeof VERIFIED.REFUSED {
    this.error = error;
    if (error === TSIG_ERROR.BADTIME && other.length === TIME_OCTETS) this.serverSeconds = timeIn(other);
    return VERIFIED.REFUSED;
  }
}
