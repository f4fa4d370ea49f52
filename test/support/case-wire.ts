// The ways in which a case talks to its server: a function call, UDP, TCP, TLS.

import { randomBytes } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { defer } from '../../src/answer/deferred-exchange.js';
import { OUTCOME, PROTOCOL, type Protocol } from '../../src/answer/exchange.js';
import { OPTION, RECORD_FIXED } from '../../src/dns/constants.js';
import { HEADER_LENGTH } from '../../src/dns/header.js';
import { findOpt } from '../../src/dns/query-opt.js';
import { skipName } from '../../src/dns/skip-name.js';
import { systemClock } from '../../src/time/clock.js';
import { AnswerLoop } from '../../src/transport/batch/answer-loop.js';
import { ReturnPath } from '../../src/transport/batch/return-path.js';
import type { BatchSocket } from '../../src/transport/batch/socket.js';
import { loadSystem, type System } from '../../src/transport/batch/system.js';
import { BatchTransport, type SocketThreads } from '../../src/transport/batch/udp-batch.js';
import type { QueryService } from '../../src/transport/query-service.js';
import { StreamTransport } from '../../src/transport/stream.js';
import { StreamHost } from '../../src/transport/stream-host.js';
import { tcp } from '../../src/transport/tcp.js';
import { dot } from '../../src/transport/tls/dot.js';
import { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { ServerSecrets } from '../../src/transport/tls/server-secrets.js';
import { DgramTransport } from '../../src/transport/udp-dgram.js';
import { certificates } from '../probe/certificates.js';
import { PATIENCE_MS } from './patience.js';
import { buildQuery } from './query.js';

export interface Wire {
  /** Sends a message; its answer, or undefined when a query that was sent after it was answered and it was not. */
  exchange(message: Uint8Array, drop: boolean): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** A query that every server answers by itself, under an id that no case uses. */
const SENTINEL_ID = 0xbeef;
export const sentinel = buildQuery('version.bind TXT CH', { id: SENTINEL_ID, edns: false });

export function isSentinel(message: Uint8Array): boolean {
  return message[0] === SENTINEL_ID >> 8 && message[1] === (SENTINEL_ID & 0xff);
}

const LIMITS = { idleMs: 10_000, maxOctets: 1 << 20, maxForwarded: 8, maxConnections: 8, maxPerClient: 8 };

/** Calls the handler as a transport would. @param address the client's */
export function memoryWire({ handler, deferred }: QueryService, protocol: Protocol, address: string): Wire {
  const output = new Uint8Array(65_536);
  const { exchange } = handler;
  return {
    async exchange(message) {
      Object.assign(exchange.client, {
        address,
        port: 1053,
        idleMs: protocol === PROTOCOL.TCP ? LIMITS.idleMs : 0,
      });
      exchange.protocol = protocol;
      Object.assign(exchange, { input: message, start: 0, end: message.length, output, base: 0 });
      switch (handler.handle()) {
        case OUTCOME.DROPPED:
          return undefined;
        case OUTCOME.ANSWERED:
          return output.slice(0, exchange.length);
        default: {
          let answer: Uint8Array | undefined;
          await deferred.answer(defer(handler.responder), each => {
            answer = each;
          });
          return answer;
        }
      }
    },
    async close() {},
  };
}

/** Messages in the order of their arrival. */
class Inbox {
  readonly #messages: Uint8Array[] = [];
  #waiting: ((message: Uint8Array | undefined) => void) | undefined;
  #ended = false;

  push(message: Uint8Array): void {
    if (this.#waiting === undefined) this.#messages.push(message);
    else this.#waiting(message);
  }

  /** No more will come: whoever waits gets undefined. */
  end(): void {
    this.#ended = true;
    this.#waiting?.(undefined);
  }

  /** The next message; undefined when none comes. */
  next(): Promise<Uint8Array | undefined> {
    const [message] = this.#messages.splice(0, 1);
    if (message !== undefined || this.#ended) return Promise.resolve(message);
    return new Promise(resolve => {
      const settle = (next: Uint8Array | undefined) => {
        clearTimeout(limit);
        this.#waiting = undefined;
        resolve(next);
      };
      const limit = setTimeout(settle, PATIENCE_MS, undefined);
      this.#waiting = settle;
    });
  }
}

async function openUdpClient(address: string, inbox: Inbox): Promise<UdpSocket> {
  const client = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  client.on('message', message => inbox.push(Uint8Array.from(message)));
  client.bind(0, address);
  await once(client, 'listening');
  return client;
}

/** What a UDP transport of either kind can do. */
interface UdpServer {
  listen(listen: { readonly address: string; readonly port: number }): Promise<{ readonly port: number }>;
  close(limitMs: number): Promise<void>;
}

/** Real datagrams over the loopback interface, read by node:dgram. */
export function udpWire(service: QueryService, address: string): Promise<Wire> {
  return overUdp(new DgramTransport(service, address), address);
}

async function overUdp(transport: UdpServer, address: string): Promise<Wire> {
  const { port } = await transport.listen({ address, port: 0 });
  const inbox = new Inbox();
  const client = await openUdpClient(address, inbox);
  return {
    async exchange(message, drop) {
      client.send(message, port, address);
      if (!drop) return inbox.next();
      client.send(sentinel, port, address);
      const first = await inbox.next();
      if (first !== undefined && isSentinel(first)) return undefined;
      await inbox.next();
      return first;
    },
    async close() {
      client.close();
      await transport.close(0);
    },
  };
}

/** Does what an answer thread does, between two turns of the event loop: so the clock and the probes of a case reach it. */
class OwnThread implements SocketThreads {
  readonly size = 1;
  readonly #loop: AnswerLoop;
  #socket: BatchSocket | undefined;
  #take: Parameters<SocketThreads['add']>[1] = () => undefined;

  constructor(system: System, { handler }: QueryService) {
    this.#loop = new AnswerLoop(system, {
      handler,
      defer: query => {
        setImmediate(() => this.#take(query));
        return true;
      },
    });
  }

  add([socket]: readonly BatchSocket[], take: Parameters<SocketThreads['add']>[1]): void {
    this.#socket = socket;
    this.#take = take;
    this.#turn();
  }

  async remove(): Promise<boolean> {
    this.#socket = undefined;
    return true;
  }

  #turn(): void {
    if (this.#socket === undefined) return;
    this.#loop.turn(this.#socket, false);
    setImmediate(() => this.#turn());
  }
}

/** As {@link udpWire}, read by the batch transport. */
export function batchWire(service: QueryService, address: string): Promise<Wire> {
  const system = loadSystem();
  const parts = { system, threads: new OwnThread(system, service), path: new ReturnPath(system) };
  return overUdp(new BatchTransport(service, parts, address), address);
}

/** A connection to the server, and its answers without their length prefixes. */
function openClient(socket: Socket): { readonly socket: Socket; readonly inbox: Inbox } {
  const inbox = new Inbox();
  let pending = Buffer.alloc(0);
  socket.on('data', data => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      inbox.push(Uint8Array.from(pending.subarray(2, end)));
      pending = pending.subarray(end);
    }
  });
  // A server that closes on a malformed message may reset the connection.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => inbox.end());
  return { socket, inbox };
}

/** The answer without a padding option at its end (RFC 7830 §3). */
export function withoutPadding(answer: Uint8Array): Uint8Array {
  const opt = findOpt(answer, questionEndOf(answer));
  if (opt === undefined || opt.end !== answer.length) return answer;
  const view = Buffer.from(answer);
  let at = opt.at + RECORD_FIXED;
  while (at < opt.end && view.readUInt16BE(at) !== OPTION.PADDING) at += 4 + view.readUInt16BE(at + 2);
  view.writeUInt16BE(at - opt.at - RECORD_FIXED, opt.at + 8);
  return Uint8Array.from(view.subarray(0, at));
}

/** The offset just past the question of an answer that has one, or past its header. */
function questionEndOf(answer: Uint8Array): number {
  if (answer[5] === 0) return HEADER_LENGTH;
  return skipName(answer, HEADER_LENGTH, answer.length) + 4;
}

function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.from([message.length >> 8, message.length & 0xff, ...message]);
}

/** Real connections over the loopback interface; one for all steps, and a new one after a message that ends it. */
export function tcpWire(service: QueryService, address: string): Promise<Wire> {
  const open = (port: number) => connect({ host: address, port, noDelay: true });
  return overStreams(new StreamTransport(new StreamHost(service, LIMITS), tcp), address, open);
}

/** The same inside TLS; padding is taken off, which hides the length of answers. */
export async function tlsWire(service: QueryService, address: string): Promise<Wire> {
  const listen = { address, port: 0 };
  const secrets = new ServerSecrets({
    certificates: [{ ...listen, certificate: certificates.server }],
    ticketKeys: randomBytes(48),
  });
  const host = new StreamHost(service, LIMITS);
  const handshakes = new HandshakeQueue(systemClock, host.turns);
  const protocol = dot({ listen, secrets, handshakes, tally: service.handler.tally });
  const open = (port: number) => connectTls({ host: address, port, rejectUnauthorized: false });
  const wire = await overStreams(new StreamTransport(host, protocol), address, open);
  return {
    ...wire,
    async exchange(message, drop) {
      const answer = await wire.exchange(message, drop);
      return answer && withoutPadding(answer);
    },
  };
}

async function overStreams(
  transport: StreamTransport,
  address: string,
  open: (port: number) => Socket,
): Promise<Wire> {
  const { port } = await transport.listen({ address, port: 0 });
  let client = openClient(open(port));
  return {
    async exchange(message, drop) {
      client.socket.write(framed(message));
      if (!drop) return client.inbox.next();
      client.socket.write(framed(sentinel));
      const first = await client.inbox.next();
      if (first !== undefined) return isSentinel(first) ? undefined : first;
      client = openClient(open(port));
      client.socket.write(framed(sentinel));
      const answer = await client.inbox.next();
      if (answer === undefined || !isSentinel(answer))
        throw new Error('the server no longer answers over this wire');
      return undefined;
    },
    async close() {
      client.socket.destroy();
      await transport.close(0);
    },
  };
}
