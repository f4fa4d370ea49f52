// Copies an answer out of the table for one client: its id and case, room for options, TTLs that have counted down. Allocates nothing.
import type { Question } from '../../answer/question.js';
import { EDE, OPTION, OWN_UDP_SIZE, RCODE, RECORD_FIXED } from '../../dns/constants.js';
import { COUNT_AT, FLAGS_AT, HEADER_LENGTH, idOf, LOW } from '../../dns/header.js';
import { TYPE } from '../../dns/types.js';
import { HEAD, MOMENT, SLOT } from './layout.js';
import { EDNS } from './plain-query.js';

/** The TTL of what is given out after its time (RFC 8767 §4). */
const STALE_TTL = 30;
/** An Extended DNS Error without text. */
export const EDE_OCTETS = 6;
/** An OPT record without options: the root and what each record has. */
export const OPT_OCTETS = 1 + RECORD_FIXED;

const { LOW: LOW_AT } = FLAGS_AT;

export class AnswerCopy {
  /** Where in the output room was left for options; 0 when there is none. */
  optionsAt = 0;
  /** The time of the clock by which answers are stored. A field: a fraction that is handed to a function is allocated. */
  nowSeconds = 0;
  readonly #words: Int32Array;
  readonly #moments: Float64Array;
  readonly #view: DataView;
  /** The slot that was copied last, and the length of its message. */
  #base = 0;
  #length = 0;
  #out: Uint8Array = new Uint8Array(0);
  /** The same memory as `#out`, to be written four octets at a time. */
  #outView: DataView = new DataView(new ArrayBuffer(0));

  /** @param memory the table; `moments` and `words` are of the same */
  constructor(memory: SharedArrayBuffer, words: Int32Array, moments: Float64Array) {
    this.#words = words;
    this.#moments = moments;
    this.#view = new DataView(memory);
  }

  /** The message goes to `out[at]` and on from now on. */
  set output(out: Uint8Array) {
    if (out === this.#out) return;
    this.#out = out;
    this.#outView = new DataView(out.buffer, out.byteOffset, out.byteLength);
  }

  /** Copies the message of a slot, with room for options before those of its OPT. */
  copy(base: number, length: number, room: number, at: number): void {
    this.#base = base;
    this.#length = length;
    const from = this.#view;
    const to = this.#outView;
    const message = base + HEAD;
    const optAt = this.#words[(base >> 2) + SLOT.OPT_AT];
    const hasRoom = room > 0 && optAt > 0;
    const split = hasRoom ? Math.min(optAt + RECORD_FIXED, length) : length;
    this.optionsAt = hasRoom ? at + split : 0;
    // The last step may write three octets too many: they are written over, or lie behind the answer.
    for (let index = 0; index < split; index += 4) to.setInt32(at + index, from.getInt32(message + index));
    if (!hasRoom) return;
    for (let index = split; index < length; index++)
      to.setUint8(at + room + index, from.getUint8(message + index));
    // The length of the options stands right before them (RFC 6891 §6.1.2).
    const lengthAt = at + split - 2;
    to.setUint16(lengthAt, to.getUint16(lengthAt) + room);
  }

  /** The id, and the question in the case of the client, which may look for it. */
  writeQuestion(question: Question, at: number): void {
    const { input, start } = question;
    this.#outView.setUint16(at, idOf(input, start));
    question.write(this.#outView, at + HEADER_LENGTH);
  }

  /**
   * Takes the age of the answer from its TTLs, by {@link nowSeconds}.
   * @param room octets of its slot for the message and the places of TTLs
   */
  countDown(room: number, at: number): void {
    const base = this.#base;
    const length = this.#length;
    // A second that has begun counts: no TTL is longer than what the upstream would say by now. The clock of the
    // thread that stored it may be ahead by a moment.
    const age = Math.ceil(this.nowSeconds - this.#moments[(base >> 3) + MOMENT.STORED]);
    if (age <= 0) return;
    const to = this.#outView;
    const first = base + HEAD + length;
    const last = Math.min(base + HEAD + room, first + 2 * this.#words[(base >> 2) + SLOT.TTLS]) - 2;
    for (let place = first; place <= last; place += 2) {
      const ttlAt = this.#view.getUint16(place);
      if (ttlAt + 4 > length) return;
      to.setUint32(at + ttlAt, Math.max(0, to.getUint32(at + ttlAt) - age));
    }
  }

  /** Gives out what is over its time: a short TTL, and nothing is said to be validated (RFC 8767 §4). */
  makeStale(room: number, at: number): void {
    const base = this.#base;
    const length = this.#length;
    const to = this.#outView;
    const first = base + HEAD + length;
    const last = Math.min(base + HEAD + room, first + 2 * this.#words[(base >> 2) + SLOT.TTLS]) - 2;
    for (let place = first; place <= last; place += 2) {
      const ttlAt = this.#view.getUint16(place);
      if (ttlAt + 4 > length) return;
      to.setUint32(at + ttlAt, STALE_TTL);
    }
    to.setUint8(at + LOW_AT, to.getUint8(at + LOW_AT) & ~LOW.AD);
  }

  /** Adds an OPT record to one without: whoever asks with one gets one (RFC 6891 §6.1.1). @param room octets of its options */
  addOpt(room: number, at: number): void {
    const to = this.#outView;
    const fixed = at + this.#length + 1;
    to.setUint8(fixed - 1, 0);
    to.setUint16(fixed, TYPE.OPT);
    to.setUint16(fixed + 2, OWN_UDP_SIZE);
    to.setUint32(fixed + 4, 0);
    to.setUint16(fixed + RECORD_FIXED - 2, room);
    const countAt = at + COUNT_AT.ADDITIONAL;
    to.setUint16(countAt, to.getUint16(countAt) + 1);
    this.#length += OPT_OCTETS;
    this.optionsAt = room > 0 ? at + this.#length : 0;
  }

  /** Says that the answer is stale (RFC 8914 §4.4, §4.20), in the room for options, `skipped` octets behind its begin. */
  writeStaleError(skipped: number, at: number): void {
    if (this.optionsAt === 0) return;
    const to = this.#outView;
    const isNxdomain = (to.getUint8(at + LOW_AT) & LOW.RCODE) === RCODE.NXDOMAIN;
    const option = this.optionsAt + skipped;
    to.setUint16(option, OPTION.EDE);
    to.setUint16(option + 2, EDE_OCTETS - 4);
    to.setUint16(option + 4, isNxdomain ? EDE.STALE_NXDOMAIN : EDE.STALE_ANSWER);
  }

  /**
   * Leaves out what the client did not ask for. OPT is the last record, and nothing may have been added to it.
   * @param bits of a variant: EDNS for OPT, and AD @returns the length of the message without options of this server
   */
  leaveOut(bits: number, at: number): number {
    const length = this.#length;
    const to = this.#outView;
    if ((bits & LOW.AD) !== 0) to.setUint8(at + LOW_AT, to.getUint8(at + LOW_AT) & ~LOW.AD);
    const optAt = this.#words[(this.#base >> 2) + SLOT.OPT_AT];
    if ((bits & EDNS) === 0 || optAt <= HEADER_LENGTH || optAt > length) return length;
    const countAt = at + COUNT_AT.ADDITIONAL;
    to.setUint16(countAt, to.getUint16(countAt) - 1);
    this.optionsAt = 0;
    // The name of its owner, the root, takes an octet.
    return optAt - 1;
  }
}
