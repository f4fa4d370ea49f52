// One connection of a stream transport: queries in, answers out, pipelined and out of order where they take time (RFC 7766).
import type { Socket } from 'node:net';
import { DROP, OUTCOME, type Protocol } from '../answer/exchange.js';
import { Frames, framed } from './framing.js';
import type { QueryService } from './query-service.js';
import { type Asker, Reception } from './reception.js';

/** Limits of one connection. */
export interface ConnectionLimits {
  /** Without a whole query for so long, the connection is closed (RFC 7766 §6.2.3). */
  readonly idleMs: number;
  /** A client that does not read its answers is cut off when so many octets wait. */
  readonly maxUnread: number;
  /** Forwarded queries of one connection that may be under way; more are read later. */
  readonly maxForwarded: number;
}

/** Reads queries from a socket and writes their answers. */
export class StreamConnection {
  readonly #service: QueryService;
  readonly #socket: Socket;
  readonly #limits: ConnectionLimits;
  readonly #client: Asker;
  readonly #reception: Reception<Asker>;
  readonly #frames = new Frames();
  #ended = false;
  #idleTimer: NodeJS.Timeout;

  constructor(service: QueryService, protocol: Protocol, socket: Socket, limits: ConnectionLimits) {
    this.#service = service;
    this.#socket = socket;
    this.#limits = limits;
    this.#client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    this.#reception = new Reception(service, {
      protocol,
      isIpv6: socket.remoteFamily === 'IPv6',
      idleMs: limits.idleMs,
      send: message => this.#send(message),
      onLast: () => this.#goOn(),
    });
    this.#idleTimer = setTimeout(() => this.#expire(), limits.idleMs);
    socket.setNoDelay(true);
    socket.on('data', data => {
      this.#frames.push(data);
      this.#answerPending();
    });
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
    if (this.#ended && this.#reception.waiting === 0) this.#socket.end();
  }

  /** A client that waits for an answer from upstream is not idle. */
  #expire(): void {
    if (this.#reception.waiting > 0) this.#idleTimer.refresh();
    else this.#socket.destroy();
  }

  get #isFull(): boolean {
    return this.#reception.waiting >= this.#limits.maxForwarded;
  }

  #answerPending(): void {
    this.#socket.cork();
    while (this.#socket.writable && !this.#isFull) {
      const message = this.#frames.next();
      if (message === undefined) break;
      this.#answer(message);
      this.#idleTimer.refresh();
    }
    this.#socket.uncork();
    if (this.#socket.writableLength > this.#limits.maxUnread) {
      this.#service.handler.tally.dropped(DROP.OVERLOADED);
      this.#socket.destroy();
    } else if (this.#isFull) this.#socket.pause();
  }

  #answer(message: Buffer): void {
    if (this.#reception.take(message, this.#client) !== OUTCOME.DROPPED) return;
    // What is no query at all will not become one: RFC 7766 §8 lets the server close, with earlier answers sent.
    this.#socket.pause();
    this.#socket.destroySoon();
  }

  #send(message: Uint8Array): boolean {
    if (!this.#socket.writable) return false;
    this.#socket.write(framed(message));
    return true;
  }

  /** An answer that took time was given: what had to wait for it is next. */
  #goOn(): void {
    if (!this.#socket.writable) return;
    this.#idleTimer.refresh();
    if (!this.#ended) this.#socket.resume();
    this.#answerPending();
    this.#endIfAnswered();
  }
}
