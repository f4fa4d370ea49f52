// Trains: answers to one client, one behind another, that leave as one message which the system cuts apart (udp(7), UDP_SEGMENT).
import { BATCH, CONTROL, CONTROLS, NAME, NAMES, SEND, SEND_IOV, TRAIN } from './batch-layout.js';
import { CONTROL_MESSAGE, IOVEC, MMSGHDR, SEGMENT, type System } from './system.js';

/** What the answers of a train may have together: an IPv6 packet less its headers (RFC 8200 §3). */
const LARGEST_TRAIN = 65_535 - 48;
/** Batches that are sent without trains after the system refused one. */
const REST = 1024;
const WORD = 4;

/**
 * Couples the answers of a batch. Most of what an answer costs is the way of its packet through the system, and
 * a train takes this way once. Clients that ask from one port for many, as forwarders and load balancers do, gain by it.
 */
export class Trains {
  /** Addresses of the headers to send from, by the first of them. */
  readonly at: readonly bigint[];
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #nameWords: number;
  /** Octets of control data that each answer has. */
  readonly #controlLength: number;
  readonly #nameAt: readonly bigint[];
  readonly #iovAt: readonly bigint[];
  readonly #controlAt: readonly bigint[];
  /** The first answer of each train, and behind the last one the count of the answers. */
  readonly #first = new Uint8Array(BATCH + 1);
  #rest = 0;

  /** @param memory that of the batch, its addresses and control data in place */
  constructor(system: System, memory: ArrayBuffer, nameLength: number, controlLength: number) {
    const base = system.addressOf(memory);
    const places = (start: number, size: number) =>
      Array.from({ length: BATCH }, (_, index) => base + BigInt(start + index * size));
    this.at = places(TRAIN, MMSGHDR.SIZE);
    this.#nameAt = places(NAMES, NAME);
    this.#iovAt = places(SEND_IOV, IOVEC.SIZE);
    this.#controlAt = places(CONTROLS, CONTROL);
    this.#view = new DataView(memory);
    this.#words = new Int32Array(memory, 0, (CONTROLS + BATCH * CONTROL) / WORD);
    this.#nameWords = nameLength / WORD;
    this.#controlLength = controlLength;
    for (let index = 0; index < BATCH; index++) {
      this.#view.setUint32(TRAIN + index * MMSGHDR.SIZE + MMSGHDR.NAME_LENGTH, nameLength, true);
      const segment = CONTROLS + index * CONTROL + controlLength;
      this.#view.setBigUint64(segment + CONTROL_MESSAGE.LENGTH, BigInt(SEGMENT.LENGTH), true);
      this.#view.setInt32(segment + CONTROL_MESSAGE.LEVEL, SEGMENT.LEVEL, true);
      this.#view.setInt32(segment + CONTROL_MESSAGE.TYPE, SEGMENT.TYPE, true);
    }
  }

  /** Whether it is better to send each answer by itself: the system, or the way to the clients, has refused a train lately. */
  get areResting(): boolean {
    if (this.#rest === 0) return false;
    this.#rest--;
    return true;
  }

  /** Has {@link areResting} say so for some batches. */
  rest(): void {
    this.#rest = REST;
  }

  /** The first answer of a train; the one behind the last train is that behind the last answer. */
  firstOf(train: number): number {
    return this.#first[train];
  }

  /** Makes trains of the first `count` answers, in their order. @returns how many */
  couple(count: number): number {
    let trains = 0;
    for (let first = 0; first < count; trains++) {
      const end = this.#endOf(first, count);
      this.#write(trains, first, end);
      first = end;
    }
    this.#first[trains] = count;
    return trains;
  }

  /** The end of the longest train that begins with answer `first`: all have one length, but the last may be shorter. */
  #endOf(first: number, count: number): number {
    const length = this.#lengthOf(first);
    let total = length;
    for (let next = first + 1; next < count; next++) {
      const own = this.#lengthOf(next);
      total += own;
      if (own > length || total > LARGEST_TRAIN || !this.#haveOneWay(first, next)) return next;
      if (own < length) return next + 1;
    }
    return count;
  }

  #lengthOf(answer: number): number {
    return this.#view.getUint32(SEND_IOV + answer * IOVEC.SIZE + IOVEC.LENGTH, true);
  }

  /** Whether two answers go to the same port of the same client, from the same address. */
  #haveOneWay(one: number, other: number): boolean {
    if (!this.#areEqual(NAMES + one * NAME, NAMES + other * NAME, this.#nameWords)) return false;
    if (this.#controlLength === 0) return true;
    if (this.#controlLengthOf(one) !== this.#controlLength) return false;
    if (this.#controlLengthOf(other) !== this.#controlLength) return false;
    const words = this.#controlLength / WORD;
    return this.#areEqual(CONTROLS + one * CONTROL, CONTROLS + other * CONTROL, words);
  }

  #areEqual(one: number, other: number, words: number): boolean {
    const [a, b] = [one / WORD, other / WORD];
    for (let word = 0; word < words; word++)
      if (this.#words[a + word] !== this.#words[b + word]) return false;
    return true;
  }

  #controlLengthOf(answer: number): number {
    return this.#view.getUint32(SEND + answer * MMSGHDR.SIZE + MMSGHDR.CONTROL_LENGTH, true);
  }

  #write(train: number, first: number, end: number): void {
    const view = this.#view;
    const header = TRAIN + train * MMSGHDR.SIZE;
    let controlLength = this.#controlLengthOf(first);
    if (end - first > 1) {
      const segment = CONTROLS + first * CONTROL + this.#controlLength;
      view.setUint16(segment + SEGMENT.SIZE_AT, this.#lengthOf(first), true);
      controlLength = this.#controlLength + SEGMENT.SPACE;
    }
    view.setBigUint64(header + MMSGHDR.NAME, this.#nameAt[first], true);
    view.setBigUint64(header + MMSGHDR.IOV, this.#iovAt[first], true);
    view.setUint32(header + MMSGHDR.IOV_COUNT, end - first, true);
    view.setBigUint64(header + MMSGHDR.CONTROL, this.#controlAt[first], true);
    view.setUint32(header + MMSGHDR.CONTROL_LENGTH, controlLength, true);
    this.#first[train] = first;
  }
}
