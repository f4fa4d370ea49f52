// Sockets to upstreams in an answer thread: messages leave with one call for each socket, and come in batches.
import { type ReplySink, SHORTAGE, type UpstreamAddress, UpstreamPool } from '../upstream-pool.js';
import type { Readiness } from './readiness.js';
import { MSG, SOCKADDR, type System, SystemError } from './system.js';
import { incomingBatch, type MessageBatch, outgoingBatch } from './upstream-batch.js';
import { isShortage, openUpstreamSocket, type UpstreamSocket } from './upstream-socket.js';

/** Messages that leave together, and those that are read with one call. */
const OUTGOING = 64;
const INCOMING = 32;
/** A place for the longest query that is forwarded, with an OPT record that it had not. */
const OUTPUT = 4096 + 64;
/** Calls that read one socket before others have their turn. */
const MOST_READS = 4;

/** A socket that could not be opened, for which nobody else is to blame. */
interface Failed {
  readonly code: string;
}

type Opened = UpstreamSocket | Failed;

const isFailed = (socket: Opened): socket is Failed => 'code' in socket;

interface Trouble {
  readonly number: number;
  readonly socket: Opened;
  readonly code: string;
  readonly isLocal: boolean;
}

export interface UpstreamSocketsOptions {
  readonly system: System;
  readonly readiness: Pick<Readiness, 'add'>;
  readonly sink: ReplySink;
  readonly nowMs: () => number;
  /** The most sockets that are open at a time. */
  readonly most: number;
}

export class BatchUpstreamSockets {
  readonly #system: System;
  readonly #readiness: Pick<Readiness, 'add'>;
  readonly #sink: ReplySink;
  readonly #nowMs: () => number;
  readonly #pool: UpstreamPool<Opened>;
  readonly #outgoing: MessageBatch;
  readonly #incoming: MessageBatch;
  /** The sockets of the messages that are to leave; below 0 when one has left. */
  readonly #numbers = new Int32Array(OUTGOING);
  #count = 0;
  #troubles: Trouble[] = [];

  constructor({ system, readiness, sink, nowMs, most }: UpstreamSocketsOptions) {
    this.#system = system;
    this.#readiness = readiness;
    this.#sink = sink;
    this.#nowMs = nowMs;
    this.#outgoing = outgoingBatch(system, OUTGOING, OUTPUT);
    this.#incoming = incomingBatch(system, INCOMING);
    const open = (upstream: UpstreamAddress, number: number) => this.#open(upstream, number);
    this.#pool = new UpstreamPool({ open, close: socket => this.#close(socket) }, most);
  }

  /** How many sockets are open. */
  get open(): number {
    return this.#pool.open;
  }

  set most(most: number) {
    this.#pool.most = most;
  }

  acquire(upstream: UpstreamAddress): number {
    const number = this.#pool.acquire(upstream, this.#nowMs());
    if (number === SHORTAGE) return number;
    const socket = this.#pool.get(number);
    if (socket !== undefined && isFailed(socket)) {
      this.#pool.retire(number);
      this.#troubles.push({ number, socket, code: socket.code, isLocal: false });
    }
    return number;
  }

  send(number: number, message: Uint8Array): void {
    const socket = this.#pool.get(number);
    if (socket === undefined || isFailed(socket)) return;
    if (message.length > OUTPUT) {
      this.#troubles.push({ number, socket, code: 'EMSGSIZE', isLocal: false });
      return;
    }
    if (this.#count === OUTGOING) this.flush();
    const place = this.#count++;
    this.#numbers[place] = number;
    this.#outgoing.bytes.set(message, this.#outgoing.startOf(place));
    this.#outgoing.setLength(place, message.length);
  }

  release(number: number): void {
    this.#pool.release(number);
  }

  /** Sends what is to leave, and closes what is old: to be called now and then. */
  sweep(): void {
    this.flush();
    this.#pool.sweep(this.#nowMs());
  }

  close(): void {
    this.flush();
    this.#pool.close();
  }

  /** Sends what is to leave, those of one socket with one call. */
  flush(): void {
    const [count, numbers] = [this.#count, this.#numbers];
    // What a socket's error has others send is for the next time.
    this.#count = 0;
    for (let first = 0; first < count; first++) {
      const number = numbers[first];
      if (number < 0) continue;
      let headers = 0;
      for (let place = first; place < count; place++) {
        if (numbers[place] !== number) continue;
        numbers[place] = -1;
        this.#outgoing.point(headers++, place);
      }
      this.#sendAll(number, headers);
    }
  }

  /** Tells what has gone wrong since the last time. @returns whether there was anything */
  tell(): boolean {
    if (this.#troubles.length === 0) return false;
    const troubles = this.#troubles;
    this.#troubles = [];
    for (const { number, socket, code, isLocal } of troubles) {
      // The number may be that of another one by now.
      if (this.#pool.get(number) !== socket) continue;
      this.#pool.retire(number);
      this.#sink.failed(number, code, isLocal);
    }
    return true;
  }

  /** Reads what has come to a socket, and hands on what comes from its upstream. */
  receive(number: number): void {
    const socket = this.#pool.get(number);
    if (socket === undefined || isFailed(socket)) return;
    for (let read = 0; read < MOST_READS && this.#pool.get(number) === socket; read++) {
      const count = this.#system.recvmmsg(socket.fd, this.#incoming.headerAt[0], INCOMING, MSG.DONTWAIT);
      if (count > 0) this.#handOn(number, socket, count);
      else if (count === 0 || !this.#note(number, socket, 'recvmmsg')) return;
      if (count > 0 && count < INCOMING) return;
    }
  }

  #handOn(number: number, { peer, isIpv6 }: UpstreamSocket, count: number): void {
    const incoming = this.#incoming;
    for (let index = 0; index < count; index++) {
      // What came between bind and connect may be from anybody.
      if (!isFrom(peer, isIpv6, incoming.bytes, incoming.nameOf(index))) continue;
      const start = incoming.startOf(index);
      this.#sink.received(number, incoming.bytes.subarray(start, start + incoming.receivedLength(index)));
    }
    incoming.restoreNames(count);
  }

  #sendAll(number: number, count: number): void {
    const socket = this.#pool.get(number);
    if (socket === undefined || isFailed(socket)) return;
    // An error of an earlier message takes the place of a call's result, and the message did not leave.
    for (let sent = 0, errors = 0; sent < count && errors < 2; ) {
      const left = this.#outgoing.headerAt[sent];
      const result = this.#system.sendmmsg(socket.fd, left, count - sent, MSG.DONTWAIT);
      if (result > 0) sent += result;
      else if (this.#note(number, socket, 'sendmmsg')) errors++;
    }
  }

  /** Notes the error of a call that failed. @returns false when it was none */
  #note(number: number, socket: UpstreamSocket, call: string): boolean {
    const code = this.#system.errorCode();
    if (code === 'EINTR') return false;
    if (code === 'EAGAIN' && call === 'recvmmsg') return false;
    this.#troubles.push({ number, socket, code, isLocal: isShortage(code, call) });
    return true;
  }

  #open(upstream: UpstreamAddress, number: number): Opened | undefined {
    try {
      const socket = openUpstreamSocket(this.#system, upstream);
      if (this.#readiness.add(socket.fd, number)) return socket;
      this.#system.close(socket.fd);
      return undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return isShortage(error.code, error.call) ? undefined : { code: error.code };
    }
  }

  #close(socket: Opened): void {
    if (!isFailed(socket)) this.#system.close(socket.fd);
  }
}

/** Whether a struct sockaddr is that of the peer. */
function isFrom(peer: Uint8Array, isIpv6: boolean, names: Uint8Array, at: number): boolean {
  for (let index = 0; index < SOCKADDR.IPV4; index++) if (names[at + index] !== peer[index]) return false;
  const first = isIpv6 ? SOCKADDR.IPV6 : SOCKADDR.IPV4;
  const end = isIpv6 ? SOCKADDR.SIZE_IPV6 : SOCKADDR.IPV4 + 4;
  for (let index = first; index < end; index++) if (names[at + index] !== peer[index]) return false;
  return true;
}
