// One UDP socket of the generator: the queries under way on it, sent and received in batches and trains.
import { BATCH } from '../../src/transport/batch/batch-layout.js';
import { Packets } from '../../src/transport/batch/packets.js';
import { FAMILY, MSG, OPTION, SOCKET, type System, SystemError } from '../../src/transport/batch/system.js';
import type { AnswerCheck } from './answer-check.js';
import { direct } from './direct.js';
import type { QueryWriter } from './query-writer.js';
import { RandomSource } from './random-source.js';
import type { Totals } from './totals.js';

/** The most queries under way on one socket; a slot is the low six bits of an id. */
export const SLOTS = BATCH;
const SLOT_BITS = 6;
/** A place for a query. */
const QUERY = 320;
const SOCKET_BUFFER = 4 << 20;
/** When a query counts as lost. */
const LOST_US = 500_000;
const HEADER = 12;

/** One kind of query, and what is looked for in its answers. */
export interface Asker {
  readonly writer: QueryWriter;
  readonly check: AnswerCheck | undefined;
}

/** Queries and answers of one socket. */
export class Channel {
  readonly #system: System;
  readonly #askers: readonly Asker[];
  readonly #totals: Totals;
  readonly #fd: number;
  readonly #packets: Packets;
  readonly #free: number[] = Array.from({ length: SLOTS }, (_, slot) => slot);
  /** The queries under way, by slot. */
  readonly #queries = new Uint8Array(SLOTS * QUERY);
  /** The id of the query in a slot; -1 when there is none. */
  readonly #ids = new Int32Array(SLOTS).fill(-1);
  readonly #questionLengths = new Uint16Array(SLOTS);
  readonly #sentUs = new Float64Array(SLOTS);
  /** The slots of the queries of a batch. */
  readonly #sending = new Uint8Array(SLOTS);
  /** Undefined when all queries come from one address. */
  readonly #source: RandomSource | undefined;
  #generation = 0;

  /** @param to the port of the server, at 127.0.0.1, and whether each query comes from another address */
  constructor(
    system: System,
    askers: readonly Asker[],
    totals: Totals,
    { port, isFromAnywhere = false }: { readonly port: number; readonly isFromAnywhere?: boolean },
  ) {
    this.#system = system;
    this.#askers = askers;
    this.#totals = totals;
    this.#fd = system.socket(FAMILY.IPV4, SOCKET.DATAGRAM);
    if (this.#fd < 0) throw new SystemError('socket', system.errorCode());
    system.setNumber(this.#fd, OPTION.RECEIVE_BUFFER, SOCKET_BUFFER);
    this.#packets = new Packets(system, false, isFromAnywhere);
    this.#source = isFromAnywhere ? new RandomSource(this.#packets.bytes) : undefined;
    // What is received has this address, too: it stays.
    for (let index = 0; index < BATCH; index++) direct(this.#packets, index, port);
  }

  /** Queries under way. */
  get underWay(): number {
    return SLOTS - this.#free.length;
  }

  /** Sends `count` queries, as far as there are slots. @returns how many the system took */
  send(count: number, nowUs: number): number {
    const most = Math.min(count, this.#free.length);
    if (most === 0) return 0;
    for (let index = 0; index < most; index++) this.#write(index, nowUs);
    if (this.#source !== undefined) return this.#sendApart(most);
    const { segments } = this.#packets;
    const made = segments.join(most);
    const gone = Math.max(0, this.#system.sendmmsg(this.#fd, segments.at[0], made, MSG.DONTWAIT));
    let sent = most;
    for (let group = gone; group < made; group++)
      segments.forEachOf(group, index => {
        sent--;
        this.#release(this.#sending[index]);
      });
    return sent;
  }

  /** Queries of different addresses do not leave together. */
  #sendApart(count: number): number {
    const gone = Math.max(0, this.#system.sendmmsg(this.#fd, this.#packets.sendAt[0], count, MSG.DONTWAIT));
    for (let index = gone; index < count; index++) this.#release(this.#sending[index]);
    return gone;
  }

  #write(index: number, nowUs: number): void {
    const slot = this.#free.pop() ?? 0;
    this.#generation = (this.#generation + 1) & 0x3ff;
    const id = (this.#generation << SLOT_BITS) | slot;
    const { writer } = this.#askerOf(id);
    const [from, to] = [slot * QUERY, this.#packets.outputAt(index)];
    const length = writer.write(this.#queries, from, id);
    for (let octet = 0; octet < length; octet++)
      this.#packets.bytes[to + octet] = this.#queries[from + octet];
    this.#packets.setOutputLength(index, length);
    this.#source?.set(index);
    this.#ids[slot] = id;
    this.#questionLengths[slot] = length - writer.optLength - HEADER;
    this.#sentUs[slot] = nowUs;
    this.#sending[index] = slot;
  }

  #askerOf(id: number): Asker {
    return this.#askers[(id >> SLOT_BITS) % this.#askers.length];
  }

  #release(slot: number): void {
    this.#ids[slot] = -1;
    this.#free.push(slot);
  }

  /** Takes what has come. @returns how many datagrams */
  receive(clockUs: () => number): number {
    const received = this.#system.recvmmsg(this.#fd, this.#packets.receiveAt, BATCH, MSG.DONTWAIT);
    if (received <= 0) return 0;
    const nowUs = clockUs();
    for (let index = 0; index < received; index++)
      this.#take(this.#packets.inputAt(index), this.#packets.inputLength(index), nowUs);
    return received;
  }

  #take(at: number, length: number, nowUs: number): void {
    const { bytes } = this.#packets;
    const id = (bytes[at] << 8) | bytes[at + 1];
    const slot = id & (SLOTS - 1);
    if (length < HEADER || this.#ids[slot] !== id) {
      this.#totals.stray++;
      return;
    }
    if (bytes[at + 2] < 0x80 || !this.#isAsked(slot, at, length) || !this.#isRight(slot, at, length)) {
      this.#totals.wrong++;
      return;
    }
    this.#totals.answered(
      bytes[at + 3] & 15,
      (bytes[at + 6] << 8) | bytes[at + 7],
      nowUs - this.#sentUs[slot],
    );
    this.#release(slot);
  }

  /** Whether the question of an answer is that of its query. */
  #isAsked(slot: number, answerAt: number, length: number): boolean {
    const end = HEADER + this.#questionLengths[slot];
    const queryAt = slot * QUERY;
    if (length < end) return false;
    for (let index = HEADER; index < end; index++)
      if (this.#packets.bytes[answerAt + index] !== this.#queries[queryAt + index]) return false;
    return true;
  }

  #isRight(slot: number, at: number, length: number): boolean {
    const { check } = this.#askerOf(this.#ids[slot]);
    return check?.isRight(this.#packets.bytes, at, length, this.#questionLengths[slot]) ?? true;
  }

  /** Gives up queries that have waited too long. */
  expire(nowUs: number): void {
    for (let slot = 0; slot < SLOTS; slot++) {
      if (this.#ids[slot] < 0 || nowUs - this.#sentUs[slot] < LOST_US) continue;
      this.#totals.lost++;
      this.#release(slot);
    }
  }
}
