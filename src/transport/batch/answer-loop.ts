// The loop of an answer thread: takes a batch of queries from a socket, answers them in place, and sends the answers with one call.

import { queryOf } from '../../answer/deferred-exchange.js';
import { DROP, type Exchange, OUTCOME, PROTOCOL } from '../../answer/exchange.js';
import type { QueryHandler } from '../../answer/handler.js';
import { addressToText } from '../../dns/address.js';
import { takeHeader } from '../proxied.js';
import type { ProxyPeers } from '../proxy-peers.js';
import type { Asker } from '../reception.js';
import { AnswerSender } from './answer-sender.js';
import { BATCH } from './batch-layout.js';
import { Packets } from './packets.js';
import type { BatchSocket } from './socket.js';
import { Stopwatch } from './stopwatch.js';
import { MSG, type System, SystemError } from './system.js';

const { UDP } = PROTOCOL;

/** A query that an answer thread leaves to the main thread, with all that is needed to answer it from elsewhere. */
export interface DeferredQuery {
  readonly fd: number;
  readonly message: Uint8Array;
  /** The client's struct sockaddr. */
  readonly name: Uint8Array;
  /** Control data for the answer: the address that was asked. */
  readonly control: Uint8Array;
  /** Who asks, when that is the client of a proxy. */
  readonly asker?: Asker | undefined;
}

/** What the loop needs from the rest of the server. */
export interface LoopService {
  readonly handler: QueryHandler;
  /** Proxies that say who their clients are; undefined when there are none. */
  readonly peers?: ProxyPeers | undefined;
  /** A batch of queries has come in. */
  begin?(): void;
  /** Takes a query that is not answered here. @returns whether there was room for it */
  defer(query: DeferredQuery): boolean;
  /** Has this thread forward the query of the exchange, which is number `index` of a batch. @returns false when it cannot */
  forward?(socket: BatchSocket, packets: Packets, index: number): boolean;
}

/** Errors of a socket that pass, or that concern one client only. */
const PASSING: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EINTR',
  'ENOBUFS',
  'ENOMEM',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
]);

/** Answers batches; one instance per thread. */
export class AnswerLoop {
  readonly #system: System;
  readonly #service: LoopService;
  readonly #stopwatch: Stopwatch;
  readonly #sender: AnswerSender;
  readonly #packets: (Packets | undefined)[] = [];
  /** As they are for this batch. */
  #peers: ProxyPeers | undefined;

  constructor(system: System, service: LoopService) {
    this.#system = system;
    this.#service = service;
    this.#stopwatch = new Stopwatch(system);
    this.#sender = new AnswerSender(system, service.handler.tally);
  }

  /**
   * Answers what stands in a socket, at most {@link BATCH} queries.
   * @param waits whether to wait for the first one, as long as the socket's time limit says
   * @returns how many queries there were
   * @throws SystemError when the socket is of no use any more
   */
  turn(socket: BatchSocket, waits: boolean): number {
    const packets = this.#packetsFor(socket);
    const flags = waits ? MSG.WAITFORONE : MSG.DONTWAIT;
    const received = this.#system.recvmmsg(socket.fd, packets.receiveAt, BATCH, flags);
    if (received <= 0) {
      const code = this.#system.errorCode();
      if (received < 0 && !PASSING.has(code)) throw new SystemError('recvmmsg', code);
      return 0;
    }
    this.#stopwatch.start();
    this.#service.begin?.();
    this.#peers = this.#service.peers;
    this.#begin(socket, packets);
    let ready = 0;
    for (let index = 0; index < received; index++) if (this.#answer(socket, packets, index, ready)) ready++;
    packets.restore(received);
    if (ready === 0) return received;
    this.#sender.send(socket, packets, ready);
    // All answers of a batch are handed over at one time.
    this.#service.handler.tally.tookMany(UDP, ready, this.#stopwatch.read());
    return received;
  }

  #packetsFor({ isIpv6, isWildcard }: BatchSocket): Packets {
    const kind = (isIpv6 ? 1 : 0) + (isWildcard ? 2 : 0);
    const known = this.#packets[kind];
    if (known !== undefined) return known;
    const made = new Packets(this.#system, isIpv6, isWildcard);
    this.#packets[kind] = made;
    return made;
  }

  /** Tells the exchange what is the same for all queries of a batch. */
  #begin({ listener }: BatchSocket, { bytes }: Packets): void {
    const { exchange } = this.#service.handler;
    exchange.protocol = UDP;
    exchange.client.idleMs = 0;
    exchange.client.listener = listener;
    exchange.input = bytes;
    exchange.output = bytes;
  }

  /** Answers query `index` into place `ready`. @returns whether there is an answer to send */
  #answer(socket: BatchSocket, packets: Packets, index: number, ready: number): boolean {
    const { handler } = this.#service;
    const { exchange } = handler;
    exchange.client.port = packets.portOf(index);
    exchange.client.set(packets.bytes, packets.clientAt(index), packets.isIpv6 ? 16 : 4);
    exchange.start = packets.inputAt(index);
    exchange.end = exchange.start + packets.inputLength(index);
    exchange.base = packets.outputAt(ready);
    if (this.#peers !== undefined && !takeHeader(exchange, this.#peers)) {
      handler.tally.dropped(DROP.PROXY_HEADER);
      return false;
    }
    switch (handler.handle()) {
      case OUTCOME.DROPPED:
        return false;
      case OUTCOME.FORWARD:
        if (!this.#forward(socket, packets, index)) this.#defer(socket, packets, index);
        return false;
      case OUTCOME.CONTROL:
        this.#defer(socket, packets, index);
        return false;
      case OUTCOME.ANSWERED:
        handler.account(this.#stopwatch);
        packets.setOutputLength(ready, exchange.length);
        packets.direct(index, ready);
        return true;
    }
  }

  #forward(socket: BatchSocket, packets: Packets, index: number): boolean {
    if (this.#service.forward === undefined) return false;
    const isTaken = this.#service.forward(socket, packets, index);
    // A query that is answered at once leaves the exchange as that answer has it.
    this.#begin(socket, packets);
    return isTaken;
  }

  #defer({ fd }: BatchSocket, packets: Packets, index: number): void {
    const { exchange, tally } = this.#service.handler;
    const asker = exchange.start === packets.inputAt(index) ? undefined : askerOf(exchange);
    const query = { fd, message: queryOf(exchange), ...packets.originOf(index), asker };
    if (!this.#service.defer(query)) tally.dropped(DROP.OVERLOADED);
  }
}

/** A copy of who asks: its octets are another client's when the answer comes. */
function askerOf({ client }: Exchange): Asker {
  const { octets, octetsAt, octetsLength, port, isIpv6 } = client;
  return { address: addressToText(octets.slice(octetsAt, octetsAt + octetsLength)), port, isIpv6 };
}
