// The messages of one transfer (RFC 5936 §2.2, RFC 1995 §4): made when the client has read those before.
import { BROKEN_OFF, type MessageSource } from '../answer/deferred-exchange.js';
import type { SignedBy } from '../answer/signature.js';
import { MAX_MESSAGE, RCODE } from '../dns/constants.js';
import { COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH, LOW } from '../dns/header.js';
import { AnswerSigner } from './answer-signer.js';
import type { Records } from './records.js';
import type { TransferMessage } from './transfer-message.js';

/** As far as pointers of compression reach (RFC 1035 §4.1.4). */
const USUAL = 16_384;

/** What a transfer answers. */
export interface Asked {
  /** Header, question and OPT of the answer. */
  readonly begun: Uint8Array;
  /** The offset just past the question. */
  readonly questionEnd: number;
  readonly signedBy?: SignedBy | undefined;
}

/** How a transfer goes on. */
export interface Course {
  /** Scratch memory, which transfers of a thread share. */
  readonly message: TransferMessage;
  /** Whether it has taken too long. */
  isOverdue(): boolean;
  /** It ends: as a whole, broken off, or because nobody takes the rest. */
  onEnd(): void;
}

/** Header and question of the first message, without counts of records. */
export function startOf({ begun, questionEnd }: Asked, rcode: number): Uint8Array {
  const start = begun.slice(0, questionEnd);
  if (rcode === RCODE.NOERROR) start[FLAGS_AT.HIGH] |= HIGH.AA;
  start[FLAGS_AT.LOW] = (start[FLAGS_AT.LOW] & ~LOW.RCODE) | rcode;
  start.fill(0, COUNT_AT.ANSWER, HEADER_LENGTH);
  return start;
}

/** OPT of the answer; empty when it has none. */
export function optOf({ begun, questionEnd }: Asked): Uint8Array {
  return begun.subarray(questionEnd);
}

const NO_OPT = new Uint8Array(0);

export class TransferSource implements MessageSource {
  readonly #asked: Asked;
  readonly #course: Course;
  readonly #signer: AnswerSigner;
  #start: Uint8Array;
  /** What is still to be sent; the first of it may be sent in part. */
  readonly #parts: Records[];
  #isFirst = true;
  #isEnded = false;
  #isBroken = false;

  /** @param parts nothing when the response code says it all */
  constructor(asked: Asked, parts: readonly Records[], course: Course, rcode: number = RCODE.NOERROR) {
    this.#asked = asked;
    this.#course = course;
    this.#parts = [...parts];
    this.#signer = new AnswerSigner(asked.signedBy);
    this.#start = startOf(asked, rcode);
  }

  next(out: Uint8Array, at: number): number {
    if (this.#isEnded) return this.#isBroken ? BROKEN_OFF : 0;
    if (!this.#isFirst && this.#parts.length === 0) return this.#ended(0);
    if (this.#course.isOverdue()) return this.#ended(BROKEN_OFF);
    const { message } = this.#course;
    const opt = this.#isFirst ? optOf(this.#asked) : NO_OPT;
    const room = opt.length + this.#signer.room;
    message.begin(out, at, this.#start, { usual: USUAL - room, most: MAX_MESSAGE - room });
    while (this.#parts.length > 0 && this.#parts[0].writeTo(message)) this.#parts.shift();
    // A record that fits no message.
    if (message.records === 0 && this.#parts.length > 0) return this.#ended(BROKEN_OFF);
    if (this.#isFirst) this.#goOn(message, opt);
    return this.#signer.sign(out, at, message.finish());
  }

  /** Ends it for another one: the client is to see that it is not whole. */
  breakOff(): void {
    this.#isBroken = true;
    this.#parts.length = 0;
    this.end();
  }

  end(): void {
    if (!this.#isEnded) this.#ended(0);
  }

  /** The question and OPT stand in the first message (RFC 5936 §2.2.1, §2.2.5). */
  #goOn(message: TransferMessage, opt: Uint8Array): void {
    if (opt.length > 0) message.addOpt(opt);
    this.#isFirst = false;
    this.#start = this.#start.slice(0, HEADER_LENGTH);
    this.#start.fill(0, COUNT_AT.QUESTION);
  }

  #ended(length: number): number {
    this.#isEnded = true;
    this.#course.onEnd();
    return length;
  }
}
