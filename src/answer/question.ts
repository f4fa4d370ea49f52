// The question of one query: header, qname, EDNS, parsed in place without allocating.
import { OPCODE, RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, countOf, FLAGS_AT, HEADER_LENGTH, HIGH, opcodeIn } from '../dns/header.js';
import { ROOT } from '../dns/name.js';
import { skipName } from '../dns/skip-name.js';
import { TsigRecord } from '../dns/tsig/record.js';
import { TYPE } from '../dns/types.js';
import { LookupName } from '../image/lookup-name.js';
import { OPTIONS, Options } from './options.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { HIGH: FLAGS_HIGH } = FLAGS_AT;
const { QR } = HIGH;
const { QUESTION, ANSWER, AUTHORITY, ADDITIONAL } = COUNT_AT;

/** What is to become of a message after its question was read. */
export const PARSED = {
  QUERY: 0,
  /** Not to be answered at all: too short, or itself a response. */
  DROP: 1,
  FORMERR: 2,
  NOTIMP: 3,
  BADVERS: 4,
  /** A format error within an option: OPT itself is sound, and so is answered. */
  BAD_OPTION: 5,
  /** No question, but a COOKIE option (RFC 7873 §5.4). */
  COOKIE_ONLY: 6,
  /** Neither a question nor a COOKIE. */
  NO_QUESTION: 7,
} as const;
export type Parsed = (typeof PARSED)[keyof typeof PARSED];

/** Scratch memory for one query; allocated once per thread. */
export class Question {
  readonly name = new LookupName();
  /** The message, and where it begins in it. */
  input: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Header bits OPCODE and RD as in octet 2 of the header. */
  flags = 0;
  qtype = 0;
  qclass = 0;
  /** Offset just past the question, from `start`; 12 when the question cannot be echoed. */
  questionEnd = HEADER_LENGTH;
  hasEdns = false;
  /** UDP payload size that the client announced (RFC 6891 §6.2.3). */
  udpSize = 0;
  dnssecOk = false;
  readonly options = new Options();
  readonly tsig = new TsigRecord();

  /** Reads the message in `input` from `start` to `end`. */
  parse(input: Uint8Array, start: number, end: number): Parsed {
    if (end - start < HEADER_LENGTH || (input[start + FLAGS_HIGH] & QR) !== 0) return PARSED.DROP;
    this.input = input;
    this.start = start;
    this.flags = input[start + FLAGS_HIGH];
    this.questionEnd = HEADER_LENGTH;
    this.hasEdns = false;
    this.dnssecOk = false;
    if (!this.options.isEmpty) this.options.reset();
    this.tsig.at = 0;
    const verdict = this.#readBody(input, start + HEADER_LENGTH, end);
    // What cannot be read cannot be relied on: OPT and TSIG in it count for nothing.
    if (verdict === PARSED.FORMERR) {
      this.hasEdns = false;
      this.tsig.at = 0;
    }
    if (verdict === PARSED.FORMERR || verdict === PARSED.BAD_OPTION) this.options.reset();
    // Other opcodes may lay out the message otherwise, and have OPT in common with queries (RFC 6891 §6.1.1, §6.1.3).
    if (opcodeIn(this.flags) === OPCODE.QUERY || verdict === PARSED.BADVERS) return verdict;
    return PARSED.NOTIMP;
  }

  /** Writes the question as it was asked to `view` at `at`. */
  write(view: DataView, at: number): void {
    const { given, length } = this.name;
    // The last step may write up to three octets too many, where the type comes next.
    for (let index = 0; index < length; index += 4) view.setInt32(at + index, given.getInt32(index));
    view.setInt32(at + length, (this.qtype << 16) | this.qclass);
  }

  /** Reads everything behind the header. */
  #readBody(input: Uint8Array, from: number, end: number): Parsed {
    const questions = countOf(input, QUESTION, this.start);
    if (questions === 0) {
      this.#forget();
      const verdict = this.#readRecords(input, from, end);
      if (verdict !== PARSED.QUERY) return verdict;
      return this.hasEdns && this.options.cookieAt > 0 ? PARSED.COOKIE_ONLY : PARSED.NO_QUESTION;
    }
    const at = questions === 1 ? this.#readQuestion(input, from, end) : -1;
    if (at >= 0) return this.#readRecords(input, at, end);
    this.#forget();
    return PARSED.FORMERR;
  }

  /** Counters and the log must not take the question before for that of a message without one. */
  #forget(): void {
    this.qtype = 0;
    this.qclass = 0;
    this.name.set(ROOT);
  }

  #readQuestion(input: Uint8Array, from: number, end: number): number {
    const at = this.name.read(input, from, end);
    if (at < 0 || at + 4 > end) return -1;
    this.qtype = (input[at] << 8) | input[at + 1];
    this.qclass = (input[at + 2] << 8) | input[at + 3];
    this.questionEnd = at + 4 - this.start;
    return at + 4;
  }

  /** Walks what follows the question; only OPT matters. Anything left over makes the message malformed. */
  #readRecords(input: Uint8Array, from: number, end: number): Parsed {
    const { start } = this;
    const before = countOf(input, ANSWER, start) + countOf(input, AUTHORITY, start);
    const total = before + countOf(input, ADDITIONAL, start);
    let at = from;
    let verdict: Parsed = PARSED.QUERY;
    for (let record = 0; record < total; record++) {
      const fixed = skipName(input, at, end);
      if (fixed < 0 || fixed + RECORD_FIXED > end) return PARSED.FORMERR;
      const next = fixed + RECORD_FIXED + ((input[fixed + 8] << 8) | input[fixed + 9]);
      if (next > end) return PARSED.FORMERR;
      const type = (input[fixed] << 8) | input[fixed + 1];
      if (type === TYPE.OPT) {
        // RFC 6891 §6.1.1: at most one OPT, in the additional section, owned by the root.
        if (record < before || this.hasEdns || fixed !== at + 1) return PARSED.FORMERR;
        verdict = this.#readOpt(input, fixed, next);
        if (verdict === PARSED.FORMERR) return verdict;
      }
      // RFC 8945 §5.1: TSIG is the last record of the additional section.
      const mayBeSigned = record === total - 1 && record >= before;
      if (type === TYPE.TSIG && !(mayBeSigned && this.tsig.read(input, at, fixed, next)))
        return PARSED.FORMERR;
      at = next;
    }
    return at === end ? verdict : PARSED.FORMERR;
  }

  #readOpt(input: Uint8Array, fixed: number, end: number): Parsed {
    this.hasEdns = true;
    this.udpSize = (input[fixed + 2] << 8) | input[fixed + 3];
    this.dnssecOk = (input[fixed + 6] & 0x80) !== 0;
    if (fixed + RECORD_FIXED < end) {
      const read = this.options.read(input, fixed + RECORD_FIXED, end);
      if (read === OPTIONS.BROKEN) return PARSED.FORMERR;
      if (input[fixed + 5] === 0) return read === OPTIONS.MALFORMED ? PARSED.BAD_OPTION : PARSED.QUERY;
      // What options mean in another version is not known here.
      this.options.reset();
    }
    return input[fixed + 5] === 0 ? PARSED.QUERY : PARSED.BADVERS;
  }
}
