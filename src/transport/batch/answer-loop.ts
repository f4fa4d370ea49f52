// The loop of an answer thread: takes a batch of queries from a socket, answers them in place, and sends the answers with one call.
import { DROPPED, FORWARD, type Responder } from '../../answer/respond.js';
import { DROP, type Tally } from '../../answer/tally.js';
import { BATCH } from './batch-layout.js';
import { Packets } from './packets.js';
import type { BatchSocket } from './socket.js';
import { Stopwatch } from './stopwatch.js';
import { MSG, type System, SystemError } from './system.js';

/** A query that leaves its thread, with all that is needed to answer it from elsewhere. */
export interface StrayQuery {
  readonly fd: number;
  readonly message: Uint8Array;
  /** The client's struct sockaddr. */
  readonly name: Uint8Array;
  /** Control data for the answer: the address that was asked. */
  readonly control: Uint8Array;
}

/** What the loop needs from the rest of the server; the application hands it in. */
export interface LoopDesk {
  readonly responder: Responder;
  readonly tally: Tally;
  /** Whether the client whose address is the `length` octets at `octets[at]` may have names forwarded. */
  mayForward(octets: Uint8Array, at: number, length: number): boolean;
  /**
   * Answers the query that the responder has just left to be forwarded to `out[at]` and on, with an earlier answer of the upstream.
   * @param end offset one past the query
   * @returns the length of the answer, at most 1,232 octets; 0 when there is none
   */
  recall?(end: number, out: Uint8Array, at: number): number;
  /** Takes a query that must be forwarded. @returns whether there was room for it */
  forward(query: StrayQuery): boolean;
  /** Sees the answered queries when the query log is on. */
  readonly log?: LoopLog;
}

/** A query log as a thread needs it. */
export interface LoopLog {
  /** Whether the query at hand is one of those to be logged. */
  isDue(): boolean;
  /**
   * Takes the query that was answered last; the client's address is the `length` octets at `octets[at]`.
   * @param cached whether an earlier answer of the upstream did for it
   */
  write(
    octets: Uint8Array,
    at: number,
    length: number,
    port: number,
    elapsedNs: number,
    cached: boolean,
  ): void;
}

/** Errors of a socket that pass, or that concern one client only. */
const PASSING: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EINTR',
  'ENOBUFS',
  'ENOMEM',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
]);

/** Answers batches; one instance per thread. */
export class AnswerLoop {
  readonly #system: System;
  readonly #desk: LoopDesk;
  readonly #stopwatch: Stopwatch;
  readonly #packets: (Packets | undefined)[] = [];

  constructor(system: System, desk: LoopDesk) {
    this.#system = system;
    this.#desk = desk;
    this.#stopwatch = new Stopwatch(system);
  }

  /**
   * Answers what stands in a socket, at most {@link BATCH} queries.
   * @param waits whether to wait for the first one, as long as the socket's time limit says
   * @returns how many queries there were
   * @throws SystemError when the socket is of no use any more
   */
  turn(socket: BatchSocket, waits: boolean): number {
    const packets = this.#packetsFor(socket);
    const flags = waits ? MSG.WAITFORONE : MSG.DONTWAIT;
    const received = this.#system.recvmmsg(socket.fd, packets.receiveAt, BATCH, flags);
    if (received <= 0) {
      const code = this.#system.errorCode();
      if (received < 0 && !PASSING.has(code)) throw new SystemError('recvmmsg', code);
      return 0;
    }
    this.#stopwatch.start();
    let ready = 0;
    for (let index = 0; index < received; index++) if (this.#answer(socket, packets, index, ready)) ready++;
    packets.restore(received);
    if (ready === 0) return received;
    this.#send(socket, packets, ready);
    // All answers of a batch are handed over at one time.
    this.#desk.tally.tookMany(ready, this.#stopwatch.read());
    return received;
  }

  #packetsFor({ isIpv6, isWildcard }: BatchSocket): Packets {
    const kind = (isIpv6 ? 1 : 0) + (isWildcard ? 2 : 0);
    const known = this.#packets[kind];
    if (known !== undefined) return known;
    const made = new Packets(this.#system, isIpv6, isWildcard);
    this.#packets[kind] = made;
    return made;
  }

  /** Answers query `index` into place `ready`. @returns whether there is an answer to send */
  #answer(socket: BatchSocket, packets: Packets, index: number, ready: number): boolean {
    const { responder, tally, log } = this.#desk;
    // A reply to port 0 cannot be sent.
    if (packets.portOf(index) === 0) {
      tally.dropped(DROP.SPOOFED_PORT);
      return false;
    }
    const { bytes, isIpv6 } = packets;
    const from = packets.inputAt(index);
    const client = packets.clientAt(index);
    const octets = isIpv6 ? 16 : 4;
    const mayForward = this.#desk.mayForward(bytes, client, octets);
    responder.client.set(bytes, client, octets);
    const end = from + packets.inputLength(index);
    const outputAt = packets.outputAt(ready);
    let length = responder.respond(bytes, from, end, bytes, outputAt, false, mayForward);
    if (length === DROPPED) {
      tally.dropped(DROP.MALFORMED);
      return false;
    }
    const isForeign = length === FORWARD;
    if (isForeign) length = this.#desk.recall?.(end, bytes, outputAt) ?? 0;
    if (isForeign && length === 0) {
      this.#forward(socket, packets, index);
      return false;
    }
    tally.answered(responder.row, responder.question.qtype, false, isIpv6, responder.rcode);
    if (log?.isDue())
      log.write(bytes, client, octets, packets.portOf(index), this.#stopwatch.read(), isForeign);
    packets.setOutputLength(ready, length);
    packets.direct(index, ready);
    return true;
  }

  #forward({ fd }: BatchSocket, packets: Packets, index: number): void {
    const from = packets.inputAt(index);
    const message = packets.bytes.slice(from, from + packets.inputLength(index));
    if (!this.#desk.forward({ fd, message, ...packets.originOf(index) }))
      this.#desk.tally.dropped(DROP.OVERLOADED);
  }

  /** Sends the first `count` answers, those of one client together. */
  #send({ fd, hasSegments }: BatchSocket, packets: Packets, count: number): void {
    const { trains } = packets;
    if (count === 1 || !hasSegments || trains.areResting) {
      this.#sendEach(fd, packets, 0, count);
      return;
    }
    const made = trains.couple(count);
    for (let sent = 0; sent < made; ) {
      const result = this.#system.sendmmsg(fd, trains.at[sent], made - sent, 0);
      if (result > 0) sent += result;
      else if (this.#system.errorCode() !== 'EINTR') this.#sendRefused(fd, packets, sent++);
    }
  }

  /** A train needs more of its way than its answers: no smaller packet size on it, an interface that makes checksums. */
  #sendRefused(fd: number, packets: Packets, train: number): void {
    let answers = 0;
    packets.trains.forEachOf(train, () => answers++);
    if (answers === 1) {
      this.#desk.tally.dropped(DROP.SEND_FAILED);
      return;
    }
    packets.trains.rest();
    packets.trains.forEachOf(train, answer => this.#sendEach(fd, packets, answer, answer + 1));
  }

  /** Sends answers one by one. One that cannot be sent is counted and passed over: the others are for others. */
  #sendEach(fd: number, packets: Packets, first: number, end: number): void {
    for (let sent = first; sent < end; ) {
      const result = this.#system.sendmmsg(fd, packets.sendAt[sent], end - sent, 0);
      if (result > 0) sent += result;
      else if (this.#system.errorCode() !== 'EINTR') {
        this.#desk.tally.dropped(DROP.SEND_FAILED);
        sent++;
      }
    }
  }
}
