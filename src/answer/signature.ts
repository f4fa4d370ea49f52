// The signature of the query under way (TSIG, RFC 8945), and what the answer gets for it.
import { RCODE, RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH, idOf, isTruncated, LOW, setCount } from '../dns/header.js';
import { TSIG_ERROR, type TsigError } from '../dns/tsig/error.js';
import { NO_KEY, type TsigKey, type TsigKeys } from '../dns/tsig/key.js';
import { type TsigRecord, timeOctets } from '../dns/tsig/record.js';
import { checkRequest } from '../dns/tsig/request.js';
import { TsigSigner } from '../dns/tsig/signer.js';
import type { Question } from './question.js';
import { REFUSAL, type Refusal, refusalBy } from './refusal.js';

/** The keys that a server shares with others, and the wall clock that signatures go by. */
export interface KeyRing {
  readonly keys: TsigKeys;
  /** Seconds since 1970; asked for queries whose MAC is right, and for their answers. */
  nowSeconds(): number;
}

/** The signature of a query, on which those of its answer depend (RFC 8945 §5.3): plain data. */
export interface SignedBy {
  readonly key: TsigKey;
  readonly mac: Uint8Array;
}

/** Octets of the time that an answer with BADTIME carries. */
const TIME_LENGTH = 6;
/** MAC size, original id, error and other length of a record without a MAC. */
const UNSIGNED_REST = 8;
/** Where the length of its RDATA stands behind the owner of a record. */
const LENGTH_AT = 8;

/** Scratch memory for one query; allocated once per thread. Of unsigned queries it hears nothing. */
export class Signature {
  /** After {@link check}: NOERROR when the query is signed by a key that is known, else the response code that says what is wrong. */
  rcode: number = RCODE.NOERROR;
  /** The place of the key among the keys, when its MAC is right; else NO_KEY. */
  key = NO_KEY;
  #record!: TsigRecord;
  #ring: KeyRing | undefined;
  #error: TsigError = TSIG_ERROR.NONE;
  #isMalformed = false;
  #signer: TsigSigner | undefined;

  /**
   * Checks the signature of a question that has one (RFC 8945 §5.2). Unknown keys cost no HMAC.
   * @param ring undefined when no key is known
   * @returns how many octets its record takes of the answer
   */
  check({ tsig, start }: Question, ring: KeyRing | undefined): number {
    this.#record = tsig;
    this.#ring = ring;
    this.#signer = undefined;
    this.#error = TSIG_ERROR.BADKEY;
    this.#isMalformed = false;
    this.key = NO_KEY;
    if (ring !== undefined) {
      const { error, isMalformed, key } = checkRequest(tsig, start, ring.keys, () => ring.nowSeconds());
      this.#error = error;
      this.#isMalformed = isMalformed;
      if (!isMalformed && error !== TSIG_ERROR.BADKEY && error !== TSIG_ERROR.BADSIG)
        this.#signer = new TsigSigner(ring.keys.list[key], tsig.mac);
      if (!isMalformed && error === TSIG_ERROR.NONE) this.key = key;
    }
    this.rcode = this.#isMalformed ? RCODE.FORMERR : this.key === NO_KEY ? RCODE.NOTAUTH : RCODE.NOERROR;
    return this.#room;
  }

  /** The place of the key that a signed question names, rightly or not; NO_KEY when it is not known. */
  claimed({ tsig }: Question, ring: KeyRing | undefined): number {
    return ring === undefined ? NO_KEY : ring.keys.find(tsig.keyName, tsig.algorithm);
  }

  /** Why the query is refused, if it is. */
  get refusal(): Refusal {
    return this.#isMalformed ? REFUSAL.MALFORMED_SIGNATURE : refusalBy(this.#error);
  }

  /** Of a query with a key: for who signs its answer elsewhere. */
  get signedBy(): SignedBy {
    return { key: this.#ring!.keys.list[this.key], mac: Uint8Array.from(this.#record.mac) };
  }

  get #room(): number {
    if (this.#isMalformed) return 0;
    if (this.#signer === undefined) return this.#record.head.length + UNSIGNED_REST;
    return this.#signer.room + (this.#error === TSIG_ERROR.BADTIME ? TIME_LENGTH : 0);
  }

  /**
   * Adds the record to the answer of `length` octets that `out` begins with. Where it does not fit with the rest, only the header
   * goes before it, and says that the answer is truncated: that always fits.
   * @param limit the octets that the client takes
   * @returns the length of the message
   */
  write(out: Uint8Array, length: number, limit: number): number {
    const room = this.#room;
    if (room === 0) return length;
    let written = length;
    if (length + room > limit) {
      if (this.#signer === undefined) return length;
      out.fill(0, COUNT_AT.QUESTION, HEADER_LENGTH);
      out[FLAGS_AT.HIGH] |= HIGH.TC;
      written = HEADER_LENGTH;
    }
    // RFC 8945 §5.3: the client is to ask again over TCP, whatever the answer will be.
    if (this.#error === TSIG_ERROR.NONE && isTruncated(out)) out[FLAGS_AT.LOW] &= ~LOW.RCODE;
    return this.#signer === undefined
      ? this.#writeUnsigned(out, written)
      : this.#sign(this.#signer, out, written);
  }

  /** RFC 8945 §5.2.3, §5.3.2: with BADTIME the times are those of the client, so that it can verify the answer. */
  #sign(signer: TsigSigner, out: Uint8Array, length: number): number {
    const { timeSeconds, fudgeSeconds } = this.#record;
    const now = this.#ring!.nowSeconds();
    if (this.#error !== TSIG_ERROR.BADTIME) return signer.sign(out, length, now, { error: this.#error });
    const other = timeOctets(now);
    return signer.sign(out, length, timeSeconds, { fudgeSeconds, error: this.#error, other });
  }

  /** Key, algorithm and times are those of the query (RFC 8945 §5.3.2). */
  #writeUnsigned(out: Uint8Array, length: number): number {
    const { head, keyName } = this.#record;
    out.set(head, length);
    const end = length + head.length + UNSIGNED_REST;
    const fixed = length + keyName.length;
    const dataLength = end - fixed - RECORD_FIXED;
    out[fixed + LENGTH_AT] = dataLength >> 8;
    out[fixed + LENGTH_AT + 1] = dataLength & 0xff;
    const id = idOf(out);
    out.set([0, 0, id >> 8, id & 0xff, 0, this.#error, 0, 0], length + head.length);
    setCount(out, COUNT_AT.ADDITIONAL, out[COUNT_AT.ADDITIONAL + 1] + 1);
    return end;
  }
}
