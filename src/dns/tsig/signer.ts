// Signs messages with TSIG: one request, one answer, or the messages of a stream one after the other.
import { TSIG_ERROR } from './error.js';
import type { TsigKey } from './key.js';
import { TsigMac, type TsigVariables } from './mac.js';
import { MAX_UNSIGNED, TsigVerifier } from './verifier.js';
import { tsigLength, writeTsig } from './write.js';

/** How far the clock of the other side may be from this one (RFC 8945 §10 recommends it), in seconds. */
export const FUDGE_SECONDS = 300;
const NOTHING = new Uint8Array(0);

/** What is put into the record beside its MAC. */
export type SignOptions = Partial<Omit<TsigVariables, 'timeSeconds'>>;

/**
 * Signs the messages of one direction of one exchange. A client makes one for each request; a server makes one for all the
 * messages of its answer. After a request, {@link verifier} gives what verifies the answer.
 *
 * The first message is signed with all variables of the record, later ones with its timers alone (RFC 8945 §5.3.1). Of a stream
 * the first and the last message must be signed, and at most {@link MAX_UNSIGNED} may go unsigned between them.
 */
export class TsigSigner {
  readonly key: TsigKey;
  /** Octets that the record adds to a message, without other data. */
  readonly room: number;
  #mac: TsigMac;
  #last: Uint8Array = NOTHING;
  #isFirst = true;
  #unsigned = 0;

  /** @param requestMac of the request that is answered; undefined to sign a request */
  constructor(key: TsigKey, requestMac?: Uint8Array) {
    this.key = key;
    this.room = tsigLength(key);
    this.#mac = new TsigMac(key, requestMac);
  }

  /** Whether the next message must be signed, be it the last or not. */
  get isDue(): boolean {
    return this.#isFirst || this.#unsigned >= MAX_UNSIGNED;
  }

  /**
   * Adds the record to the message of `length` octets at the beginning of `out`. Its length may become more than 65,535 or more
   * than a client takes: the caller keeps {@link room}.
   * @param nowSeconds of the wall clock, since 1970
   * @returns the length of the message with its record
   * @throws RangeError when `out` has no room for it
   */
  sign(out: Uint8Array, length: number, nowSeconds: number, options: SignOptions = {}): number {
    const { error = TSIG_ERROR.NONE, other = NOTHING, fudgeSeconds = FUDGE_SECONDS } = options;
    const variables = { timeSeconds: nowSeconds, fudgeSeconds, error, other };
    if (length + this.room + other.length > out.length) throw new RangeError('no room for a TSIG record');
    this.#mac.add(out.subarray(0, length));
    this.#last = this.#isFirst ? this.#mac.withVariables(variables) : this.#mac.withTimers(variables);
    this.#isFirst = false;
    this.#unsigned = 0;
    this.#mac = new TsigMac(this.key, this.#last);
    return writeTsig(out, length, this.key, { ...variables, mac: this.#last });
  }

  /**
   * Lets a message go as it is; the next MAC covers it.
   * @throws Error when it must be signed, see {@link isDue}
   */
  leaveUnsigned(message: Uint8Array): void {
    if (this.isDue) throw new Error('this message must be signed');
    this.#unsigned++;
    this.#mac.add(message);
  }

  /** Verifies the answer to the request that was signed. */
  verifier(): TsigVerifier {
    return new TsigVerifier(this.key, this.#last);
  }
}
