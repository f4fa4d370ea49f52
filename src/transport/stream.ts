// The stream transports: accept connections on one listen address and keep their number within bounds.
import { once } from 'node:events';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { DROP } from '../answer/exchange.js';
import { Arrival } from './arrival.js';
import { ProxyStage } from './proxy-stage.js';
import type { ListenAddress } from './query-service.js';
import { streamClient } from './stream-client.js';
import type { StreamHost } from './stream-host.js';
import type { Arrived, Session, Stage, StreamProtocol } from './stream-protocol.js';

/** Connections that may wait to be accepted, or fewer by `net.core.somaxconn`: of a crowd that comes at once, nobody is turned away. */
export const BACKLOG = 4096;

/** A connection that is not read for a while keeps less than so many octets, and one more reading of the socket. */
const READ_AHEAD = 1024;

const OPTIONS = { allowHalfOpen: true, noDelay: true, highWaterMark: READ_AHEAD };

/** One listening socket and its connections. */
export class StreamTransport {
  readonly #host: StreamHost;
  readonly #protocol: StreamProtocol;
  readonly #listener: string;
  readonly #server: Server = createServer(OPTIONS, socket => this.#accept(socket));
  readonly #connections = new Set<Session>();
  readonly #proxyStage: Stage;

  /** @param listener as `Client` of the exchange has it */
  constructor(host: StreamHost, protocol: StreamProtocol, listener = '') {
    this.#host = host;
    this.#protocol = protocol;
    this.#listener = listener;
    this.#proxyStage = new ProxyStage(host.service.handler.tally);
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
    const { table, service, turns } = this.#host;
    const { remoteAddress: address = '', remotePort: port = 0, remoteFamily } = socket;
    const client = streamClient({ address, port, isIpv6: remoteFamily === 'IPv6' });
    const arrived = { socket, client, listener: this.#listener };
    turns.hurry();
    if (service.peers?.allows(address) === true) {
      this.#acceptFromProxy(arrived);
      return;
    }
    table.makeRoomFor(client.prefixes);
    this.#begin(arrived);
  }

  /** A proxy may have any number of connections; the clients that it speaks for are counted as those of other connections are. */
  #acceptFromProxy(arrived: Arrived): void {
    const { table } = this.#host;
    table.makePlace();
    this.#pass([this.#proxyStage], arrived, behind => {
      if (behind.client === arrived.client) table.makePlace();
      else table.makeRoomFor(behind.client.prefixes);
      this.#begin(behind);
    });
  }

  #begin(arrived: Arrived): void {
    const { stages } = this.#protocol;
    if (stages.length === 0) this.#open(arrived);
    else this.#pass(stages, arrived, ready => this.#open(ready));
  }

  #pass(stages: readonly Stage[], arrived: Arrived, done: (ready: Arrived) => void): void {
    const arrival = new Arrival(this.#host, arrived);
    this.#keep(arrival, arrived.socket);
    arrival.pass(stages, arrived, ready => {
      this.#connections.delete(arrival);
      done(ready);
    });
  }

  #open(arrived: Arrived): void {
    const { socket } = arrived;
    this.#keep(this.#protocol.open(this.#host, arrived), socket);
    // What a stage has read ahead waits for whoever reads now.
    if (socket.isPaused()) socket.resume();
  }

  #keep(connection: Session, socket: Socket): void {
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }
}
