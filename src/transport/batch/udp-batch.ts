// The batch transport of one listen address: a socket for each answer thread, and the queries that the threads leave to the main thread.
import { isIPv6 } from 'node:net';
import { DROP, PROTOCOL } from '../../answer/exchange.js';
import { addressToText } from '../../dns/address.js';
import type { ListenAddress, QueryService } from '../query-service.js';
import { type Asker, Reception } from '../reception.js';
import type { DeferredQuery } from './answer-loop.js';
import type { ReturnPath } from './return-path.js';
import { adoptSocket, type BatchSocket, openSockets } from './socket.js';
import { SOCKADDR, type System } from './system.js';

/** The answer threads, as far as a listen address needs them. */
export interface SocketThreads {
  /** How many there are. */
  readonly size: number;
  /** Gives one socket to each thread; queries that a thread does not answer go to `take`. */
  add(sockets: readonly BatchSocket[], take: (query: DeferredQuery) => void): void;
  /**
   * Takes sockets away. Resolves when each thread has answered what stood in its own.
   * @returns false when one of them may still use it
   */
  remove(sockets: readonly BatchSocket[]): Promise<boolean>;
}

interface DeferredAsker extends Asker {
  readonly query: DeferredQuery;
}

/** What the batch transports of all listen addresses share. */
export interface BatchParts {
  readonly system: System;
  readonly threads: SocketThreads;
  readonly path: ReturnPath;
}

/** What is told of one of them. */
export interface BatchOptions {
  /** Whether the address may be one that another process of the same user reads. */
  readonly isShared?: boolean;
  /** As {@link BatchSocket.listener}. */
  readonly listener?: string;
}

export class BatchTransport {
  readonly #service: QueryService;
  readonly #system: System;
  readonly #threads: SocketThreads;
  readonly #address: string;
  readonly #isShared: boolean;
  readonly #listener: string;
  #isInherited = false;
  readonly #reception: Reception<DeferredAsker>;
  #sockets: readonly BatchSocket[] = [];

  constructor(
    service: QueryService,
    { system, threads, path }: BatchParts,
    address: string,
    { isShared = false, listener = '' }: BatchOptions = {},
  ) {
    this.#isShared = isShared;
    this.#listener = listener;
    this.#service = service;
    this.#system = system;
    this.#threads = threads;
    this.#address = address;
    this.#reception = new Reception(service, {
      protocol: PROTOCOL.UDP,
      isIpv6: isIPv6(address),
      idleMs: 0,
      listener,
      send: (answer, { query }) => {
        if (!path.send(answer, query)) this.#service.handler.tally.dropped(DROP.SEND_FAILED);
        return true;
      },
    });
  }

  /**
   * Opens the sockets, or has all threads read one that is bound already.
   * @returns the bound address, its port resolved
   * @throws SystemError, such as EADDRINUSE
   */
  async listen(listen: ListenAddress, fd?: number): Promise<ListenAddress> {
    const { size } = this.#threads;
    const { sockets, port } =
      fd === undefined
        ? openSockets(this.#system, listen, size, this.#isShared)
        : { sockets: Array(size).fill(adoptSocket(this.#system, listen.address, fd)), port: listen.port };
    const listener = this.#listener;
    this.#sockets = sockets.map(socket => ({ ...socket, listener }));
    this.#isInherited = fd !== undefined;
    this.#threads.add(this.#sockets, query => this.#take(query));
    return { address: this.#address, port };
  }

  /** Answers what was received, waits for forwarded queries at most `limitMs`, and closes. */
  async close(limitMs: number): Promise<void> {
    if (this.#sockets.length === 0) return;
    if (!this.#isInherited) this.#turnAway();
    const isFree = await this.#threads.remove(this.#sockets);
    await this.#reception.drained(limitMs);
    const descriptors = new Set(this.#sockets.map(({ fd }) => fd));
    this.#sockets = [];
    // The number of a closed socket is given to the next file: no thread may hold it.
    if (isFree) for (const fd of descriptors) this.#system.close(fd);
  }

  /**
   * Has new queries go to other sockets on the address, such as those of a process that takes over: a connected socket gets
   * no more of them, and what stands in it can still be answered. Where it cannot be connected, those that come between
   * the last reading and the end are lost.
   */
  #turnAway(): void {
    for (const { fd } of this.#sockets) this.#system.connectToSelf(fd);
  }

  #take(query: DeferredQuery): void {
    const { name, asker } = query;
    if (asker !== undefined) {
      this.#reception.take(query.message, { ...asker, query });
      return;
    }
    const octets = isIPv6(this.#address)
      ? name.subarray(SOCKADDR.IPV6, SOCKADDR.IPV6 + 16)
      : name.subarray(SOCKADDR.IPV4, SOCKADDR.IPV4 + 4);
    const port = (name[SOCKADDR.PORT] << 8) | name[SOCKADDR.PORT + 1];
    this.#reception.take(query.message, { address: addressToText(octets), port, query });
  }
}
