// The question of one query: header, qname, EDNS, parsed in place without allocating.
import { OPCODE } from '../dns/constants.js';
import { skipName } from '../dns/skip-name.js';
import { TYPE } from '../dns/types.js';
import { LookupName } from '../image/lookup-name.js';

/** What is to become of a message after its question was read. */
export const PARSED = {
  QUERY: 0,
  /** Not to be answered at all: too short, or itself a response. */
  DROP: 1,
  FORMERR: 2,
  NOTIMP: 3,
  BADVERS: 4,
} as const;

const HEADER_LENGTH = 12;

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

  /** Reads the message in `input` from `start` to `end`. @returns one of {@link PARSED} */
  parse(input: Uint8Array, start: number, end: number): number {
    if (end - start < HEADER_LENGTH || (input[start + 2] & 0x80) !== 0) return PARSED.DROP;
    this.input = input;
    this.start = start;
    this.flags = input[start + 2];
    this.questionEnd = HEADER_LENGTH;
    this.hasEdns = false;
    this.dnssecOk = false;
    const opcode = (this.flags >> 3) & 15;
    const questions = (input[start + 4] << 8) | input[start + 5];
    const at = questions === 1 ? this.#readQuestion(input, start + HEADER_LENGTH, end) : -1;
    const verdict = at < 0 ? PARSED.FORMERR : this.#readRecords(input, at, end);
    if (opcode === OPCODE.QUERY) return verdict;
    // Other opcodes may lay out the message otherwise; only what reads as a query has an OPT to answer (RFC 6891 §6.1.1).
    if (verdict === PARSED.FORMERR) this.hasEdns = false;
    return PARSED.NOTIMP;
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
  #readRecords(input: Uint8Array, from: number, end: number): number {
    const { start } = this;
    const before =
      ((input[start + 6] << 8) | input[start + 7]) + ((input[start + 8] << 8) | input[start + 9]);
    const total = before + ((input[start + 10] << 8) | input[start + 11]);
    let at = from;
    let verdict: number = PARSED.QUERY;
    for (let record = 0; record < total; record++) {
      const fixed = skipName(input, at, end);
      if (fixed < 0 || fixed + 10 > end) return PARSED.FORMERR;
      const next = fixed + 10 + ((input[fixed + 8] << 8) | input[fixed + 9]);
      if (next > end) return PARSED.FORMERR;
      if (((input[fixed] << 8) | input[fixed + 1]) === TYPE.OPT) {
        // RFC 6891 §6.1.1: at most one OPT, in the additional section, owned by the root.
        if (record < before || this.hasEdns || fixed !== at + 1) return PARSED.FORMERR;
        verdict = this.#readOpt(input, fixed, next);
        if (verdict === PARSED.FORMERR) return verdict;
      }
      at = next;
    }
    return at === end ? verdict : PARSED.FORMERR;
  }

  #readOpt(input: Uint8Array, fixed: number, end: number): number {
    this.hasEdns = true;
    this.udpSize = (input[fixed + 2] << 8) | input[fixed + 3];
    this.dnssecOk = (input[fixed + 6] & 0x80) !== 0;
    let at = fixed + 10;
    while (at < end) {
      if (at + 4 > end) return PARSED.FORMERR;
      at += 4 + ((input[at + 2] << 8) | input[at + 3]);
    }
    if (at !== end) return PARSED.FORMERR;
    return input[fixed + 5] === 0 ? PARSED.QUERY : PARSED.BADVERS;
  }
}
