// The stream transports: accept connections on one listen address and keep their number within bounds.
import { once } from 'node:events';
import { isIPv6, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { DROP, type Protocol } from '../answer/exchange.js';
import type { ListenAddress, QueryService } from './query-service.js';
import { type ConnectionLimits, StreamConnection } from './stream-connection.js';

/** Connections that may wait to be accepted. */
const BACKLOG = 511;

/** A client whose connection is under way, or its first query, has so long to get through before the socket is left to another process. */
const HAND_OVER_MS = 200;

/** How listening sockets are had that another process may share. */
export interface SharedStreamSockets {
  /** @returns a descriptor that listens. @throws the system's error, such as EADDRINUSE */
  open(listen: ListenAddress, backlog: number): number;
  /** Has new connections go to another process that listens there. @returns false when there is none */
  handOver(fd: number, listen: ListenAddress): boolean;
}

/** Limits of one listen address. */
export interface StreamLimits extends ConnectionLimits {
  readonly maxConnections: number;
  /** Connections that one client address may hold. */
  readonly maxPerClient: number;
}

/** What tells one stream transport from another: how a connection becomes a stream of messages. */
export interface StreamProtocol {
  readonly protocol: Protocol;
  /** A server that calls back with each connection once octets of messages can be read from it. */
  createServer(onConnection: (socket: Socket) => void): Server;
}

/** One listening socket and its connections. */
export class StreamTransport {
  /** Those for connections to come. */
  limits: StreamLimits;
  readonly #service: QueryService;
  readonly #protocol: Protocol;
  readonly #server: Server;
  readonly #sockets: SharedStreamSockets | undefined;
  #handOver: (() => boolean) | undefined;
  /** Oldest first. */
  readonly #connections = new Map<Socket, StreamConnection>();
  readonly #perClient = new Map<string, number>();

  /** @param sockets without it, no other process shares the address */
  constructor(
    service: QueryService,
    { protocol, createServer }: StreamProtocol,
    limits: StreamLimits,
    sockets?: SharedStreamSockets,
  ) {
    this.#service = service;
    this.#protocol = protocol;
    this.#sockets = sockets;
    this.limits = limits;
    this.#server = createServer(socket => this.#accept(socket));
  }

  /**
   * Opens the socket, or takes one that listens already.
   * @returns the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  async listen(listen: ListenAddress, fd = this.#open(listen)): Promise<ListenAddress> {
    const { address, port } = listen;
    if (fd !== undefined) this.#server.listen({ fd, backlog: BACKLOG });
    else this.#server.listen({ host: address, port, ipv6Only: isIPv6(address), backlog: BACKLOG });
    await once(this.#server, 'listening');
    this.#server.on('error', () => this.#service.handler.tally.dropped(DROP.OVERLOADED));
    const bound = this.#server.address();
    return { address, port: typeof bound === 'object' && bound !== null ? bound.port : port };
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Stops accepting, answers what was read, and closes what is left after `limitMs`. */
  async close(limitMs: number): Promise<void> {
    if (!this.#server.listening) return;
    const begun = performance.now();
    if (this.#handOver?.() === true) await pause(Math.min(HAND_OVER_MS, limitMs));
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections.values()) connection.drain();
    const limit = setTimeout(
      () => {
        for (const connection of this.#connections.values()) connection.destroy();
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
    const client = socket.remoteAddress ?? '';
    const held = this.#perClient.get(client) ?? 0;
    if (held >= this.limits.maxPerClient) {
      this.#service.handler.tally.dropped(DROP.OVERLOADED);
      socket.on('error', () => socket.destroy());
      socket.destroy();
      return;
    }
    if (this.#connections.size >= this.limits.maxConnections) this.#evict();
    this.#perClient.set(client, held + 1);
    this.#connections.set(socket, new StreamConnection(this.#service, this.#protocol, socket, this.limits));
    socket.on('data', () => this.#touch(socket));
    socket.on('close', () => this.#forget(socket, client));
  }

  /** Moves a connection to the young end, so that the first one is the longest idle. */
  #touch(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    this.#connections.delete(socket);
    this.#connections.set(socket, connection);
  }

  #evict(): void {
    const [oldest] = this.#connections;
    this.#service.handler.tally.dropped(DROP.OVERLOADED);
    this.#connections.delete(oldest[0]);
    oldest[1].destroy();
  }

  #forget(socket: Socket, client: string): void {
    this.#connections.delete(socket);
    const held = (this.#perClient.get(client) ?? 1) - 1;
    if (held === 0) this.#perClient.delete(client);
    else this.#perClient.set(client, held);
  }
}
