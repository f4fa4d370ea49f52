// The portable UDP transport: one node:dgram socket per listen address, so that replies leave from the address that was asked.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { DROP, PROTOCOL } from '../answer/exchange.js';
import { type DatagramAsker, withoutHeader } from './proxied.js';
import type { ListenAddress, QueryService } from './query-service.js';
import { type Asker, Reception } from './reception.js';

const SOCKET_BUFFER = 4 << 20;
/** One send in 64 is watched. */
const WATCH_MASK = 63;
const SUSPICIOUS_SENDS = 1024;
/** Turns of the event loop, each of some dozen queries, that a socket under load is read before it closes. */
const MAX_TURNS = 100;

/** The address is a literal already: answering at once saves a turn of the event loop per packet. */
function literal(
  address: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  done(null, address, address.includes(':') ? 6 : 4);
}

/** One UDP socket and the queries that it answers. */
export class DgramTransport {
  readonly #service: QueryService;
  readonly #socket: Socket;
  readonly #reception: Reception<DatagramAsker>;
  #sends = 0;
  /** How many more sends are watched because one has failed. */
  #suspicious = 0;
  #received = 0;

  /** @param listener as `Client` of the exchange has it */
  constructor(service: QueryService, address: string, listener = '') {
    this.#service = service;
    const isSix = isIPv6(address);
    this.#reception = new Reception(service, {
      protocol: PROTOCOL.UDP,
      isIpv6: isSix,
      idleMs: 0,
      listener,
      send: (answer, asker) => this.#send(answer, asker.proxy ?? asker),
    });
    this.#socket = createSocket({
      type: isSix ? 'udp6' : 'udp4',
      ipv6Only: isSix,
      lookup: literal as never,
    });
    this.#socket.on('message', (message, peer) => {
      this.#received++;
      this.#take(message, peer);
    });
  }

  /**
   * Binds the socket, or takes one that is bound already.
   * @returns the bound address, its port resolved
   * @throws the system's error, such as EADDRINUSE
   */
  async listen({ address, port }: ListenAddress, fd?: number): Promise<ListenAddress> {
    const listening = once(this.#socket, 'listening');
    this.#socket.bind(fd === undefined ? { address, port } : { fd });
    await listening;
    this.#socket.on('error', () => this.#service.handler.tally.dropped(DROP.SEND_FAILED));
    for (const set of ['setRecvBufferSize', 'setSendBufferSize'] as const) {
      try {
        this.#socket[set](SOCKET_BUFFER);
      } catch {
        // The system grants less; its limit stays in force.
      }
    }
    return { address, port: this.#socket.address().port };
  }

  /** Answers what was received, waits for forwarded queries at most `limitMs`, and closes. */
  async close(limitMs: number): Promise<void> {
    await this.#readOut();
    this.#socket.removeAllListeners('message');
    await this.#reception.drained(limitMs);
    this.#socket.close();
  }

  /** Reads what the system holds for the socket: until a turn of the event loop brings nothing. */
  async #readOut(): Promise<void> {
    // The first turn may end before sockets are looked at: it counts only when something came.
    for (let turn = 0, quiet = 0; turn < MAX_TURNS && quiet < 2; turn++) {
      const before = this.#received;
      await setImmediate();
      quiet = this.#received === before ? quiet + 1 : 0;
    }
  }

  #take(message: Uint8Array, peer: Asker): void {
    const { handler, peers } = this.#service;
    if (peers?.allows(peer.address) !== true) {
      this.#reception.take(message, peer);
      return;
    }
    const proxied = withoutHeader(message, peer);
    if (proxied === undefined) handler.tally.dropped(DROP.PROXY_HEADER);
    else this.#reception.take(proxied.message, proxied.asker);
  }

  #send(message: Uint8Array, peer: Asker): boolean {
    const answer = Buffer.allocUnsafe(message.length);
    for (let index = 0; index < message.length; index++) answer[index] = message[index];
    // A callback costs a tenth of the throughput, so only some sends have one, and all of them once one has failed.
    const isWatched = this.#suspicious > 0 || (++this.#sends & WATCH_MASK) === 0;
    try {
      if (isWatched) this.#socket.send(answer, peer.port, peer.address, this.#sent);
      else this.#socket.send(answer, peer.port, peer.address);
    } catch {
      this.#service.handler.tally.dropped(DROP.SEND_FAILED);
    }
    return true;
  }

  readonly #sent = (error: Error | null): void => {
    if (error !== null) {
      this.#service.handler.tally.dropped(DROP.SEND_FAILED);
      this.#suspicious = SUSPICIOUS_SENDS;
    } else if (this.#suspicious > 0) this.#suspicious--;
  };
}
