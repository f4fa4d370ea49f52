// The stream transports: accept connections on one listen address and keep their number within bounds.
import { once } from 'node:events';
import { isIPv6, type Server, type Socket } from 'node:net';
import { DROP, type Protocol } from '../answer/exchange.js';
import type { ListenAddress } from './query-service.js';
import { StreamConnection } from './stream-connection.js';
import type { StreamHost } from './stream-host.js';

/** Connections that may wait to be accepted, or fewer by `net.core.somaxconn`: of a crowd that comes at once, nobody is turned away. */
export const BACKLOG = 4096;

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
  readonly #connections = new Set<StreamConnection>();

  constructor(host: StreamHost, { protocol, createServer }: StreamProtocol) {
    this.#host = host;
    this.#protocol = protocol;
    this.#server = createServer(socket => this.#accept(socket));
  }

  /**
   * Opens the socket, or takes one that listens already.
   * @returns the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  async listen({ address, port }: ListenAddress, fd?: number): Promise<ListenAddress> {
    if (fd !== undefined) this.#server.listen({ fd, backlog: BACKLOG });
    else this.#server.listen({ host: address, port, ipv6Only: isIPv6(address), backlog: BACKLOG });
    await once(this.#server, 'listening');
    this.#server.on('error', () => this.#acceptLater());
    const bound = this.#server.address();
    return { address, port: typeof bound === 'object' && bound !== null ? bound.port : port };
  }

  /** Stops accepting, answers what was read, and closes what is left after `limitMs`. */
  async close(limitMs: number): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) connection.drain();
    const limit = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, limitMs);
    await closed;
    clearTimeout(limit);
  }

  /** A connection could not be accepted, for want of a descriptor: another one gives its own, so that the next can be. */
  #acceptLater(): void {
    const { table, service } = this.#host;
    if (!table.makeRoom()) service.handler.tally.dropped(DROP.OVERLOADED);
  }

  #accept(socket: Socket): void {
    this.#host.table.makeRoomFor(socket.remoteAddress ?? '');
    const connection = new StreamConnection(this.#host, this.#protocol, socket);
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }
}
