// One connected UDP socket of the generator: the queries under way on it, sent and received in batches.
import {
  FAMILY,
  IOVEC,
  MMSGHDR,
  MSG,
  OPTION,
  SOCKET,
  type System,
  SystemError,
} from '../../src/transport/batch/system.js';
import type { QueryWriter } from './query-writer.js';
import type { Totals } from './totals.js';

/** The most queries under way on one socket; a slot is the low six bits of an id. */
export const SLOTS = 64;
const SLOT_BITS = 6;
const QUERY = 320;
const ANSWER = 4096;
const SOCKET_BUFFER = 4 << 20;
/** When a query counts as lost. */
const LOST_US = 500_000;
const HEADER = 12;

const SEND = 0;
const RECEIVE = SEND + SLOTS * MMSGHDR.SIZE;
const SEND_IOV = RECEIVE + SLOTS * MMSGHDR.SIZE;
const RECEIVE_IOV = SEND_IOV + SLOTS * IOVEC.SIZE;
const QUERIES = RECEIVE_IOV + SLOTS * IOVEC.SIZE;
const ANSWERS = QUERIES + SLOTS * QUERY;
const SIZE = ANSWERS + SLOTS * ANSWER;

/** Queries and answers of one socket. */
export class Channel {
  readonly #fd: number;
  readonly #at: bigint;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The iovec of each slot, by its address. */
  readonly #iovAt: readonly bigint[];
  readonly #free: number[] = Array.from({ length: SLOTS }, (_, slot) => slot);
  /** The id of the query in a slot; -1 when there is none. */
  readonly #ids = new Int32Array(SLOTS).fill(-1);
  readonly #questionLengths = new Uint16Array(SLOTS);
  readonly #sentUs = new Float64Array(SLOTS);
  readonly #sending = new Uint8Array(SLOTS);
  #generation = 0;

  constructor(
    readonly system: System,
    readonly writers: readonly QueryWriter[],
    readonly totals: Totals,
    connect: (fd: number) => void,
  ) {
    this.#fd = system.socket(FAMILY.IPV4, SOCKET.DATAGRAM);
    if (this.#fd < 0) throw new SystemError('socket', system.errorCode());
    system.setNumber(this.#fd, OPTION.RECEIVE_BUFFER, SOCKET_BUFFER);
    connect(this.#fd);
    const memory = new ArrayBuffer(SIZE);
    this.#at = system.addressOf(memory);
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#iovAt = Array.from({ length: SLOTS }, (_, slot) => this.#at + BigInt(SEND_IOV + slot * IOVEC.SIZE));
    for (let index = 0; index < SLOTS; index++) this.#lay(index);
  }

  #lay(index: number): void {
    const view = this.#view;
    const place = (at: number) => this.#at + BigInt(at);
    const receiveIov = RECEIVE_IOV + index * IOVEC.SIZE;
    view.setBigUint64(SEND_IOV + index * IOVEC.SIZE + IOVEC.BASE, place(QUERIES + index * QUERY), true);
    view.setBigUint64(receiveIov + IOVEC.BASE, place(ANSWERS + index * ANSWER), true);
    view.setUint32(receiveIov + IOVEC.LENGTH, ANSWER, true);
    view.setUint32(SEND + index * MMSGHDR.SIZE + MMSGHDR.IOV_COUNT, 1, true);
    view.setBigUint64(RECEIVE + index * MMSGHDR.SIZE + MMSGHDR.IOV, place(receiveIov), true);
    view.setUint32(RECEIVE + index * MMSGHDR.SIZE + MMSGHDR.IOV_COUNT, 1, true);
  }

  /** Queries under way. */
  get underWay(): number {
    return SLOTS - this.#free.length;
  }

  /** Sends `count` queries, as far as there are slots. @returns how many the system took */
  send(count: number, nowUs: number): number {
    const most = Math.min(count, this.#free.length);
    for (let index = 0; index < most; index++) this.#write(index, nowUs);
    if (most === 0) return 0;
    const sent = Math.max(0, this.system.sendmmsg(this.#fd, this.#at, most, MSG.DONTWAIT));
    for (let index = sent; index < most; index++) this.#release(this.#sending[index]);
    return sent;
  }

  #write(index: number, nowUs: number): void {
    const slot = this.#free.pop() ?? 0;
    this.#generation = (this.#generation + 1) & 0x3ff;
    const id = (this.#generation << SLOT_BITS) | slot;
    const writer = this.writers[this.#generation % this.writers.length];
    const length = writer.write(this.#bytes, QUERIES + slot * QUERY, id);
    this.#view.setUint32(SEND_IOV + slot * IOVEC.SIZE + IOVEC.LENGTH, length, true);
    this.#view.setBigUint64(SEND + index * MMSGHDR.SIZE + MMSGHDR.IOV, this.#iovAt[slot], true);
    this.#ids[slot] = id;
    this.#questionLengths[slot] = length - writer.optLength - HEADER;
    this.#sentUs[slot] = nowUs;
    this.#sending[index] = slot;
  }

  #release(slot: number): void {
    this.#ids[slot] = -1;
    this.#free.push(slot);
  }

  /** Takes what has come. @returns how many datagrams */
  receive(clockUs: () => number): number {
    const headers = this.#at + BigInt(RECEIVE);
    const received = this.system.recvmmsg(this.#fd, headers, SLOTS, MSG.DONTWAIT);
    if (received <= 0) return 0;
    const nowUs = clockUs();
    for (let index = 0; index < received; index++) {
      const length = this.#view.getUint32(RECEIVE + index * MMSGHDR.SIZE + MMSGHDR.LENGTH, true);
      this.#take(ANSWERS + index * ANSWER, length, nowUs);
    }
    return received;
  }

  #take(at: number, length: number, nowUs: number): void {
    const bytes = this.#bytes;
    const id = (bytes[at] << 8) | bytes[at + 1];
    const slot = id & (SLOTS - 1);
    if (length < HEADER || this.#ids[slot] !== id) {
      this.totals.stray++;
      return;
    }
    if (bytes[at + 2] < 0x80 || !this.#isAsked(slot, at, length)) {
      this.totals.wrong++;
      return;
    }
    this.totals.answered(
      bytes[at + 3] & 15,
      (bytes[at + 6] << 8) | bytes[at + 7],
      nowUs - this.#sentUs[slot],
    );
    this.#release(slot);
  }

  /** Whether the question of an answer is that of its query. */
  #isAsked(slot: number, answerAt: number, length: number): boolean {
    const end = HEADER + this.#questionLengths[slot];
    const queryAt = QUERIES + slot * QUERY;
    if (length < end) return false;
    for (let index = HEADER; index < end; index++)
      if (this.#bytes[answerAt + index] !== this.#bytes[queryAt + index]) return false;
    return true;
  }

  /** Gives up queries that have waited too long. */
  expire(nowUs: number): void {
    for (let slot = 0; slot < SLOTS; slot++) {
      if (this.#ids[slot] < 0 || nowUs - this.#sentUs[slot] < LOST_US) continue;
      this.totals.lost++;
      this.#release(slot);
    }
  }
}
