// The stream transports: accept connections on one listen address and keep their number within bounds.
import { once } from 'node:events';
import { isIPv6, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { DROP, type Protocol } from '../answer/exchange.js';
import type { ListenAddress } from './query-service.js';
import { StreamConnection } from './stream-connection.js';
import type { StreamHost } from './stream-host.js';

/** Connections that may wait to be accepted. */
const BACKLOG = 511;

/** A client whose connection is under way, or its first query, has so long to get through before the socket is left to another process. */
const HAND_OVER_MS = 200;

/** How listening sockets are had that another process may share. */
export interface SharedStreamSockets {
  /** @returns a descriptor that listens. @throws the system's error, such as EADDRINUSE */
  open(listen: ListenAddress, backlog: number): number;
  /** Limits what the system keeps of each connection that a listening socket will accept. */
  limitBuffers(fd: number): void;
  /** Has new connections go to another process that listens there. @returns false when there is none */
  handOver(fd: number, listen: ListenAddress): boolean;
}

/** What tells one stream transport from another: how a connection becomes a stream of messages. */
export interface StreamProtocol {
  readonly protocol: Protocol;
  /** A server that calls back with each connection once octets of messages can be read from it. */
  createServer(onConnection: (socket: Socket) => void): Server;
}

/** One listening socket and its connections. */
export class StreamTransport {
  readonly #host: StreamHost;
  readonly #protocol: Protocol;
  readonly #server: Server;
  readonly #sockets: SharedStreamSockets | undefined;
  #handOver: (() => boolean) | undefined;
  readonly #connections = new Set<StreamConnection>();

  /** @param sockets without it, no other process shares the address */
  constructor(host: StreamHost, { protocol, createServer }: StreamProtocol, sockets?: SharedStreamSockets) {
    this.#host = host;
    this.#protocol = protocol;
    this.#sockets = sockets;
    this.#server = createServer(socket => this.#accept(socket));
  }

  /**
   * Opens the socket, or takes one that listens already.
   * @returns the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  async listen(listen: ListenAddress, fd = this.#open(listen)): Promise<ListenAddress> {
    const { address, port } = listen;
    if (fd !== undefined) this.#sockets?.limitBuffers(fd);
    if (fd !== undefined) this.#server.listen({ fd, backlog: BACKLOG });
    else this.#server.listen({ host: address, port, ipv6Only: isIPv6(address), backlog: BACKLOG });
    await once(this.#server, 'listening');
    this.#server.on('error', () => this.#host.service.handler.tally.dropped(DROP.OVERLOADED));
    const bound = this.#server.address();
    return { address, port: typeof bound === 'object' && bound !== null ? bound.port : port };
  }

  /** Stops accepting, answers what was read, and closes what is left after `limitMs`. */
  async close(limitMs: number): Promise<void> {
    if (!this.#server.listening) return;
    const begun = performance.now();
    if (this.#handOver?.() === true) await pause(Math.min(HAND_OVER_MS, limitMs));
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) connection.drain();
    const limit = setTimeout(
      () => {
        for (const connection of this.#connections) connection.destroy();
      },
      Math.max(0, limitMs - (performance.now() - begun)),
    );
    await closed;
    clearTimeout(limit);
  }

  #open(listen: ListenAddress): number | undefined {
    const fd = this.#sockets?.open(listen, BACKLOG);
    if (fd !== undefined) this.#handOver = () => this.#sockets?.handOver(fd, listen) === true;
    return fd;
  }

  #accept(socket: Socket): void {
    const { table, service } = this.#host;
    if (!table.admits(socket.remoteAddress ?? '')) {
      service.handler.tally.dropped(DROP.OVERLOADED);
      socket.on('error', () => socket.destroy());
      socket.destroy();
      return;
    }
    const connection = new StreamConnection(this.#host, this.#protocol, socket);
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }
}
