// Datagram sockets to upstreams over node:dgram: a fresh one, so a fresh source port, for each message (RFC 5452 §9.2).
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { shortageIn } from '../source/shortage.js';
import type { Upstream } from './upstream.js';
import { SHORTAGE, type UpstreamSink, type UpstreamSockets } from './upstream-sockets.js';

export class DgramSockets implements UpstreamSockets {
  /** The most sockets at once. */
  most = Number.POSITIVE_INFINITY;
  readonly #sink: UpstreamSink;
  readonly #sockets = new Map<number, Socket>();
  readonly #upstreams = new Map<number, Upstream>();
  /** Numbers that are free again. */
  readonly #free: number[] = [];
  #next = 0;

  constructor(sink: UpstreamSink) {
    this.#sink = sink;
  }

  get size(): number {
    return this.#sockets.size;
  }

  acquire(upstream: Upstream): number {
    if (this.#sockets.size >= this.most) return SHORTAGE;
    let socket: Socket;
    try {
      socket = createSocket(upstream.address.includes(':') ? 'udp6' : 'udp4');
    } catch {
      return SHORTAGE;
    }
    const number = this.#free.pop() ?? this.#next++;
    this.#sockets.set(number, socket);
    this.#upstreams.set(number, upstream);
    socket.on('error', error => this.#fail(number, socket, error));
    socket.on('message', (message, from) => {
      if (this.#sockets.get(number) === socket && isFromPeer(socket, from))
        this.#sink.received(number, message);
    });
    return number;
  }

  send(number: number, message: Uint8Array): void {
    const socket = this.#sockets.get(number);
    const upstream = this.#upstreams.get(number);
    if (socket === undefined || upstream === undefined) return;
    const octets = new Uint8Array(message);
    const fail = (error: unknown) => this.#fail(number, socket, error);
    try {
      // Connected: the system drops other senders, and errors that routers report end the wait at once.
      socket.connect(upstream.port, upstream.address, (error?: Error) => {
        if (error !== undefined) fail(error);
        else if (this.#sockets.get(number) === socket) transmit(socket, octets, fail);
      });
    } catch (error) {
      setImmediate(fail, error);
    }
  }

  release(number: number): void {
    const socket = this.#sockets.get(number);
    if (socket === undefined) return;
    this.#sockets.delete(number);
    this.#upstreams.delete(number);
    this.#free.push(number);
    closeQuietly(socket);
  }

  close(): void {
    for (const number of [...this.#sockets.keys()]) this.release(number);
  }

  #fail(number: number, socket: Socket, error: unknown): void {
    if (this.#sockets.get(number) !== socket) return;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    this.#sink.failed(number, code, shortageIn(error) !== undefined);
  }
}

/** Sends and reports every kind of failure, thrown or called back. */
function transmit(socket: Socket, message: Uint8Array, fail: (error: unknown) => void): void {
  try {
    socket.send(message, error => {
      if (error !== null) fail(error);
    });
  } catch (error) {
    fail(error);
  }
}

/** A datagram that came between bind and connect is still queued after it, whoever sent it. */
function isFromPeer(socket: Socket, from: RemoteInfo): boolean {
  try {
    const peer = socket.remoteAddress();
    return peer.port === from.port && peer.address === from.address;
  } catch {
    return false;
  }
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // A socket that failed to bind is closed already.
  }
}
