// A reader of the table of answers; one for each thread. It allocates nothing per query.
import type { Exchange } from '../../answer/exchange.js';
import type { Question } from '../../answer/question.js';
import { RECORD_FIXED } from '../../dns/constants.js';
import { HEADER_LENGTH, idOf } from '../../dns/header.js';
import { isBeingWritten, isUnchanged, sequenceAt } from '../../image/seqlock.js';
import { HEAD, keyOf, ROOM, SLOT, setOf, setsIn, slotAt, tagOf, WAYS } from './layout.js';
import { NOT_PLAIN, variantOf } from './plain-query.js';

const NOT_FOUND = -1;

export class CacheReader {
  /** The time of the clock by which answers are stored; to be set now and then. */
  nowSeconds = 0;
  /** After a hit: where in `out` room was left for options; 0 when there is none. */
  optionsAt = 0;
  /** After a miss: whether there was something, which was written over meanwhile. */
  isTorn = false;
  readonly #words: Int32Array;
  readonly #view: DataView;
  readonly #sets: number;
  /** That of the slot under way before it was read. */
  #sequence = 0;
  #out: Uint8Array = new Uint8Array(0);
  /** The same memory as `#out`, to be written four octets at a time. */
  #outView: DataView = new DataView(new ArrayBuffer(0));

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#view = new DataView(memory);
    this.#sets = setsIn(memory.byteLength);
  }

  /**
   * Writes the answer to a query, which would be forwarded, to its output, if it is kept: with the id and the question of the
   * query, and each TTL less the time that it has been kept for. Three octets of the output behind the limit may be written.
   * @param room octets of options that the caller writes to {@link optionsAt}; an answer without OPT has none
   * @returns the length of the answer, 0 when there is none that keeps the limit with that room
   */
  lookUp({ question, end, route, limit, output: out, base: at }: Exchange, room: number): number {
    const variant = variantOf(question, end);
    if (variant === NOT_PLAIN) return 0;
    this.isTorn = false;
    const base = this.#find(question, variant, route);
    if (base === NOT_FOUND) return 0;
    const words = this.#words;
    const word = base >> 2;
    const length = words[word + SLOT.LENGTH];
    // While the slot is written, there may be anything in it.
    if (length + room > limit || length < HEADER_LENGTH || length > ROOM) return 0;
    this.#copy(base, length, room, out, at);
    this.#writeQuestion(question, at);
    this.#countDown(base, length, at);
    // All that was read is of one answer when nothing was written meanwhile.
    this.isTorn = !isUnchanged(words, word + SLOT.SEQUENCE, this.#sequence);
    if (this.isTorn) return 0;
    if (words[word + SLOT.USED] !== this.nowSeconds) words[word + SLOT.USED] = this.nowSeconds;
    return this.optionsAt === 0 ? length : length + room;
  }

  /** @returns where the slot with the answer begins, or {@link NOT_FOUND} */
  #find(question: Question, variant: number, route: number): number {
    const words = this.#words;
    const key = keyOf(question, variant);
    const tag = tagOf(question, key, route);
    const first = setOf(tag, this.#sets) * WAYS;
    let place = first;
    while (words[place] !== tag) if (++place === first + WAYS) return NOT_FOUND;
    const base = slotAt(this.#sets, place);
    const word = base >> 2;
    this.#sequence = sequenceAt(words, word + SLOT.SEQUENCE);
    this.isTorn = isBeingWritten(this.#sequence);
    if (this.isTorn || this.nowSeconds >= words[word + SLOT.EXPIRES]) return NOT_FOUND;
    if (words[word + SLOT.KEY] !== key || words[word + SLOT.ROUTE] !== route) return NOT_FOUND;
    const { name } = question;
    return name.suffixEquals(0, this.#view, base + HEAD + HEADER_LENGTH, name.length) ? base : NOT_FOUND;
  }

  /** Copies the message, with room for options before those of its OPT. */
  #copy(base: number, length: number, room: number, out: Uint8Array, at: number): void {
    if (out !== this.#out) {
      this.#out = out;
      this.#outView = new DataView(out.buffer, out.byteOffset, out.byteLength);
    }
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
  #writeQuestion(question: Question, at: number): void {
    const { input, start } = question;
    this.#outView.setUint16(at, idOf(input, start));
    question.write(this.#outView, at + HEADER_LENGTH);
  }

  #countDown(base: number, length: number, at: number): void {
    const words = this.#words;
    const word = base >> 2;
    // The clock of the thread that stored it may be ahead by the time between two settings of this one.
    const age = Math.max(0, this.nowSeconds - words[word + SLOT.STORED]);
    if (age === 0) return;
    const to = this.#outView;
    const end = base + HEAD + ROOM;
    const last = Math.min(end, base + HEAD + length + 2 * words[word + SLOT.TTLS]) - 2;
    for (let place = base + HEAD + length; place <= last; place += 2) {
      const ttlAt = this.#view.getUint16(place);
      if (ttlAt + 4 > length) return;
      to.setUint32(at + ttlAt, to.getUint32(at + ttlAt) - age);
    }
  }
}
