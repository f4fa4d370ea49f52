// One TCP connection: length-prefixed queries in, answers out, pipelined and out of order where forwarding takes time (RFC 7766).
import type { Socket } from 'node:net';
import { DROPPED, FORWARD } from '../answer/respond.js';
import { DROP } from '../answer/tally.js';
import { type Answered, account, recallAnswer } from './accounting.js';
import type { Desk } from './desk.js';

/** Limits of one connection. */
export interface ConnectionLimits {
  /** Without a whole query for so long, the connection is closed (RFC 7766 §6.2.3). */
  readonly idleMs: number;
  /** A client that does not read its answers is cut off when so many octets wait. */
  readonly maxUnread: number;
  /** Forwarded queries of one connection that may be under way; more are read later. */
  readonly maxForwarded: number;
}

const LARGEST_MESSAGE = 65535;
/** All connections of this thread answer one query at a time, so they share one place to write. */
const scratch = new Uint8Array(LARGEST_MESSAGE + 2);

/** Reads queries from a socket and writes their answers. */
export class TcpConnection {
  readonly #desk: Desk;
  readonly #socket: Socket;
  readonly #limits: ConnectionLimits;
  readonly #isIpv6: boolean;
  readonly #client: string;
  readonly #port: number;
  #pending: Buffer = Buffer.alloc(0);
  #forwarded = 0;
  #ended = false;
  #idleTimer: NodeJS.Timeout;

  constructor(desk: Desk, socket: Socket, limits: ConnectionLimits) {
    this.#desk = desk;
    this.#socket = socket;
    this.#limits = limits;
    this.#isIpv6 = socket.remoteFamily === 'IPv6';
    this.#client = socket.remoteAddress ?? '';
    this.#port = socket.remotePort ?? 0;
    this.#idleTimer = setTimeout(() => this.#expire(), limits.idleMs);
    socket.setNoDelay(true);
    socket.on('data', data => this.#receive(data));
    socket.on('end', () => this.drain());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(this.#idleTimer));
  }

  /** Answers what was read, and closes. */
  drain(): void {
    this.#ended = true;
    this.#socket.pause();
    this.#endIfAnswered();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #endIfAnswered(): void {
    if (this.#ended && this.#forwarded === 0) this.#socket.end();
  }

  /** A client that waits for an answer from upstream is not idle. */
  #expire(): void {
    if (this.#forwarded > 0) this.#idleTimer.refresh();
    else this.#socket.destroy();
  }

  #receive(data: Buffer): void {
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    this.#answerPending();
  }

  #answerPending(): void {
    this.#socket.cork();
    let at = 0;
    while (
      this.#socket.writable &&
      this.#pending.length - at >= 2 &&
      this.#forwarded < this.#limits.maxForwarded
    ) {
      const length = this.#pending.readUInt16BE(at);
      if (this.#pending.length - at - 2 < length) break;
      at += 2;
      this.#answer(this.#pending.subarray(at, at + length));
      at += length;
      this.#idleTimer.refresh();
    }
    this.#pending = this.#pending.subarray(at);
    this.#socket.uncork();
    if (this.#socket.writableLength > this.#limits.maxUnread) {
      this.#desk.tally.dropped(DROP.OVERLOADED);
      this.#socket.destroy();
    } else if (this.#forwarded >= this.#limits.maxForwarded) this.#socket.pause();
  }

  #answer(message: Buffer): void {
    const { responder, tally } = this.#desk;
    const begin = performance.now();
    const mayForward = this.#desk.mayForward(this.#client);
    responder.client.address = this.#client;
    responder.client.idleMs = this.#limits.idleMs;
    const written = responder.respond(message, 0, message.length, scratch, 2, true, mayForward);
    const recalled = recallAnswer(this.#desk, written, message.length, scratch, 2, true);
    const cached = recalled > 0;
    const length = cached ? recalled : written;
    if (length === DROPPED) {
      // What is no query at all will not become one: RFC 7766 §8 lets the server close, with earlier answers sent.
      tally.dropped(DROP.MALFORMED);
      this.#socket.pause();
      this.#socket.destroySoon();
    } else if (length === FORWARD) void this.#forward(Uint8Array.from(message), begin);
    else {
      scratch[0] = length >> 8;
      scratch[1] = length & 0xff;
      this.#socket.write(Buffer.from(scratch.subarray(0, length + 2)));
      const { row, question, rcode } = responder;
      this.#account({ row, qtype: question.qtype, rcode, forwarded: cached, cached }, begin);
    }
  }

  async #forward(query: Uint8Array, begin: number): Promise<void> {
    const { responder } = this.#desk;
    const { question, route, row } = responder;
    const { qtype, questionEnd } = question;
    const chain = responder.chain(scratch, 2);
    const options = responder.opt.own(question);
    this.#forwarded++;
    const answer = await this.#desk.forward(query, questionEnd, route, true, LARGEST_MESSAGE, options, chain);
    this.#forwarded--;
    if (!this.#socket.writable) return;
    const framed = Buffer.allocUnsafe(answer.length + 2);
    framed.writeUInt16BE(answer.length);
    framed.set(answer, 2);
    this.#socket.write(framed);
    this.#idleTimer.refresh();
    if (this.#desk.log !== undefined) responder.question.parse(query, 0, query.length);
    this.#account({ row, qtype, rcode: answer[3] & 15, forwarded: true, cached: false }, begin);
    if (!this.#ended) this.#socket.resume();
    this.#answerPending();
    this.#endIfAnswered();
  }

  #account(answered: Answered, begin: number): void {
    const asker = { client: this.#client, port: this.#port, isTcp: true, isIpv6: this.#isIpv6 };
    account(this.#desk, asker, answered, begin);
  }
}
