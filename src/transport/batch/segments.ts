// UDP segmentation offload (GSO): answers to one client leave as one message, which the system cuts apart (udp(7), UDP_SEGMENT).
import {
  BATCH,
  CONTROL,
  CONTROLS,
  GROUP,
  GROUP_IOV,
  NAME,
  NAMES,
  OUTPUT,
  OUTPUTS,
  SEND,
  SEND_IOV,
} from './batch-layout.js';
import { CONTROL_MESSAGE, IOVEC, MMSGHDR, SEGMENT, type System } from './system.js';

/** What the answers of a group may have together: an IPv6 packet less its headers (RFC 8200 §3). */
const LARGEST_GROUP = 65_535 - 48;
/** Batches that are sent without groups after the system refused one. */
const REST = 1024;
const WORD = 4;
/** Places for the last answers of the groups that may still grow, by a hash of the client; 2^6. */
const PLACES = 64;
const HASH_SHIFT = 32 - 6;
const HASH_FACTOR = 0x9e3779b1;
const NONE = 0xff;

/** What the answers of one socket have before their octets, in octets. */
interface HeaderSizes {
  readonly isIpv6: boolean;
  /** Of a socket address. */
  readonly nameLength: number;
  readonly controlLength: number;
}

/**
 * Joins the answers of a batch into groups. Most of what an answer costs is the way of its packet through the system, and
 * a group takes this way once. Clients that ask from one port for many, as forwarders and load balancers do, gain by it.
 */
export class Segments {
  /** Addresses of the headers to send from, by the first of them. */
  readonly at: readonly bigint[];
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #nameWords: number;
  /** Which word of a socket address tells clients with one port apart best: the end of the IP address. */
  readonly #addressWord: number;
  /** Octets of control data that each answer has. */
  readonly #controlLength: number;
  readonly #nameAt: readonly bigint[];
  readonly #controlAt: readonly bigint[];
  readonly #outputAt: readonly bigint[];
  readonly #iovAt: readonly bigint[];
  /** The first answer of each group. */
  readonly #first = new Uint8Array(BATCH);
  /** The answer behind each answer in its group. */
  readonly #next = new Uint8Array(BATCH);
  /** For the last answer of a group: which one is the first, and the octets of all. */
  readonly #firstOfLast = new Uint8Array(BATCH);
  readonly #octets = new Uint32Array(BATCH);
  readonly #lastAt = new Uint8Array(PLACES);
  #rest = 0;

  /** @param memory that of the batch, its addresses and control data in place */
  constructor(system: System, memory: ArrayBuffer, { isIpv6, nameLength, controlLength }: HeaderSizes) {
    const base = system.addressOf(memory);
    const places = (start: number, size: number) =>
      Array.from({ length: BATCH }, (_, index) => base + BigInt(start + index * size));
    this.at = places(GROUP, MMSGHDR.SIZE);
    this.#nameAt = places(NAMES, NAME);
    this.#controlAt = places(CONTROLS, CONTROL);
    this.#outputAt = places(OUTPUTS, OUTPUT);
    this.#iovAt = places(GROUP_IOV, IOVEC.SIZE);
    this.#view = new DataView(memory);
    this.#words = new Int32Array(memory, 0, OUTPUTS / WORD);
    this.#nameWords = nameLength / WORD;
    this.#addressWord = isIpv6 ? 5 : 1;
    this.#controlLength = controlLength;
    for (let index = 0; index < BATCH; index++) {
      this.#view.setUint32(GROUP + index * MMSGHDR.SIZE + MMSGHDR.NAME_LENGTH, nameLength, true);
      const segment = CONTROLS + index * CONTROL + controlLength;
      this.#view.setBigUint64(segment + CONTROL_MESSAGE.LENGTH, BigInt(SEGMENT.LENGTH), true);
      this.#view.setInt32(segment + CONTROL_MESSAGE.LEVEL, SEGMENT.LEVEL, true);
      this.#view.setInt32(segment + CONTROL_MESSAGE.TYPE, SEGMENT.TYPE, true);
    }
  }

  /** Whether it is better to send each answer by itself: the system, or the way to the clients, has refused a group lately. */
  get areResting(): boolean {
    if (this.#rest === 0) return false;
    this.#rest--;
    return true;
  }

  /** Has {@link areResting} say so for some batches. */
  rest(): void {
    this.#rest = REST;
  }

  /** Calls `take` with each answer of a group. */
  forEachOf(group: number, take: (answer: number) => void): void {
    for (let answer = this.#first[group]; answer !== NONE; answer = this.#next[answer]) take(answer);
  }

  /** Makes groups of the first `count` answers; those to one client stay in their order. @returns how many */
  join(count: number): number {
    this.#lastAt.fill(NONE);
    let groups = 0;
    for (let answer = 0; answer < count; answer++) {
      const place = this.#placeOf(answer);
      const last = this.#lastAt[place];
      if (last !== NONE && this.#fits(last, answer)) this.#append(last, answer);
      else this.#begin(groups++, answer);
      this.#lastAt[place] = answer;
    }
    let iov = 0;
    for (let group = 0; group < groups; group++) iov = this.#write(group, iov);
    return groups;
  }

  #placeOf(answer: number): number {
    const name = (NAMES + answer * NAME) / WORD;
    const mixed = this.#words[name] ^ this.#words[name + this.#addressWord];
    return Math.imul(mixed, HASH_FACTOR) >>> HASH_SHIFT;
  }

  /** Whether an answer can go behind another one: all of a group have one length, but the last may be shorter. */
  #fits(last: number, answer: number): boolean {
    const length = this.#lengthOf(last);
    const own = this.#lengthOf(answer);
    if (own > length || length !== this.#lengthOf(this.#firstOfLast[last])) return false;
    return this.#octets[last] + own <= LARGEST_GROUP && this.#haveOneWay(last, answer);
  }

  #begin(group: number, answer: number): void {
    this.#first[group] = answer;
    this.#next[answer] = NONE;
    this.#firstOfLast[answer] = answer;
    this.#octets[answer] = this.#lengthOf(answer);
  }

  #append(last: number, answer: number): void {
    this.#next[last] = answer;
    this.#next[answer] = NONE;
    this.#firstOfLast[answer] = this.#firstOfLast[last];
    this.#octets[answer] = this.#octets[last] + this.#lengthOf(answer);
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

  /** Writes the header of a group, and its iovecs from number `iov` on. @returns the number behind the last of them */
  #write(group: number, iov: number): number {
    const view = this.#view;
    const first = this.#first[group];
    let end = iov;
    for (let answer = first; answer !== NONE; answer = this.#next[answer]) {
      const at = GROUP_IOV + end++ * IOVEC.SIZE;
      view.setBigUint64(at + IOVEC.BASE, this.#outputAt[answer], true);
      view.setUint32(at + IOVEC.LENGTH, this.#lengthOf(answer), true);
    }
    let controlLength = this.#controlLengthOf(first);
    if (end - iov > 1) {
      const segment = CONTROLS + first * CONTROL + this.#controlLength;
      view.setUint16(segment + SEGMENT.SIZE_AT, this.#lengthOf(first), true);
      controlLength = this.#controlLength + SEGMENT.SPACE;
    }
    const header = GROUP + group * MMSGHDR.SIZE;
    view.setBigUint64(header + MMSGHDR.NAME, this.#nameAt[first], true);
    view.setBigUint64(header + MMSGHDR.IOV, this.#iovAt[iov], true);
    view.setUint32(header + MMSGHDR.IOV_COUNT, end - iov, true);
    view.setBigUint64(header + MMSGHDR.CONTROL, this.#controlAt[first], true);
    view.setUint32(header + MMSGHDR.CONTROL_LENGTH, controlLength, true);
    return end;
  }
}
