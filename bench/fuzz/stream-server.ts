// A server of streams in the process of a target, with listeners of all kinds, and the clients that send it damaged octets.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls';
import type { DeferredAnswers } from '../../src/answer/deferred-exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import type { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { RCODE } from '../../src/dns/constants.js';
import { COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH } from '../../src/dns/header.js';
import { systemClock } from '../../src/time/clock.js';
import { doh, plainDoh } from '../../src/transport/https/doh.js';
import { StreamTransport } from '../../src/transport/stream.js';
import { StreamHost } from '../../src/transport/stream-host.js';
import type { StreamProtocol } from '../../src/transport/stream-protocol.js';
import { tcp } from '../../src/transport/tcp.js';
import { dot } from '../../src/transport/tls/dot.js';
import { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { ServerSecrets } from '../../src/transport/tls/server-secrets.js';
import type { TlsPlace } from '../../src/transport/tls/tls-place.js';
import { makeResponder } from '../../test/support/many-shapes.js';
import { mustBe } from './target.js';

const SERVER = '127.0.0.1';
/** Connections from here begin with a header of the PROXY protocol. */
export const PROXY = '127.0.0.9';
const PATH = '/dns-query';
const LIMITS = { idleMs: 10_000, maxOctets: 8 << 20, maxForwarded: 8, maxConnections: 64, maxPerClient: 64 };
/** Nobody waits for the end of a connection for longer, in milliseconds. */
const OPEN_MS = 60_000;
const HANDSHAKES = 3;
const LOOK_MS = 100;
/** A client that goes first does so after so many turns of the event loop in which nothing came. */
const QUIET_TURNS = 16;
/** Connections of which the server has not noticed the end yet, at most; a session of HTTP/2 waits for a content that was promised. */
const MAX_LEFT = 8;

const CLIENTS = 250;

export type Wire = 'tcp' | 'tls' | 'https' | 'http';
const PROTOCOLS: Readonly<Record<Wire, (place: TlsPlace) => StreamProtocol>> = {
  tcp: () => tcp,
  tls: dot,
  https: place => doh(place),
  http: place => plainDoh(place),
};
const fixture = (name: string) => readFileSync(`test/probe/fixtures/${name}`, 'utf8');
const client = createSecureContext({});

/** In the place of upstreams: SERVFAIL for whatever is forwarded. */
const deferred: DeferredAnswers = {
  async answer({ query, questionEnd }, send) {
    const answer = Buffer.from(query.subarray(0, questionEnd));
    answer[FLAGS_AT.HIGH] |= HIGH.QR;
    answer[FLAGS_AT.LOW] = RCODE.SERVFAIL;
    answer.fill(0, COUNT_AT.ANSWER, HEADER_LENGTH);
    send(answer);
  },
};

export class StreamServer {
  readonly #responder: Responder = makeResponder();
  readonly #open = new Int32Array(1);
  readonly #transports: StreamTransport[] = [];
  readonly #ports = new Map<Wire, number>();
  #mostLeft = MAX_LEFT;
  #client = 0;
  /** So that not each handshake has a signature. */
  #session: Buffer | undefined;

  static async open(...wires: readonly Wire[]): Promise<StreamServer> {
    const server = new StreamServer();
    await server.#listen(wires);
    return server;
  }

  async #listen(wires: readonly Wire[]): Promise<void> {
    const handler = new QueryHandler(this.#responder, new Tally(), { allowsClient: () => true });
    const peers = { allows: (address: string) => address === PROXY, allowsOctets: () => false };
    const service = { handler, peers, deferred };
    const host = new StreamHost(service, LIMITS, this.#open);
    const listen = { address: SERVER, port: 0 };
    const certificate = { cert: fixture('server.crt'), key: fixture('server.key') };
    const secrets = new ServerSecrets({
      certificates: [{ ...listen, path: PATH, certificate }],
      ticketKeys: new Uint8Array(48),
    });
    const handshakes = new HandshakeQueue(systemClock, host.turns);
    const place = { listen, secrets, handshakes, tally: handler.tally };
    if (wires.includes('https')) this.#mostLeft = LIMITS.maxConnections;
    for (const wire of wires) {
      const transport = new StreamTransport(host, PROTOCOLS[wire](place));
      this.#transports.push(transport);
      this.#ports.set(wire, (await transport.listen(listen)).port);
    }
  }

  /** Of one client only so many handshakes are begun in a second. */
  #nextClient(): string {
    this.#client = (this.#client + 1) % CLIENTS;
    return `127.1.0.${1 + this.#client}`;
  }

  /** @returns what is received on a connection on which these octets are sent, until the server closes it */
  async send(wire: Wire, octets: Buffer, localAddress = this.#nextClient()): Promise<Buffer> {
    const socket = connect({ port: this.#ports.get(wire)!, host: SERVER, localAddress, noDelay: true });
    return this.#talk(socket, octets);
  }

  /** As {@link send}, inside TLS. @param protocol of ALPN */
  async sendSecure(wire: Wire, octets: Buffer, protocol: string): Promise<Buffer> {
    // A session of HTTP/2 stays until nothing has been asked for long: a client goes first.
    return this.#talk(await this.#shakeHands(wire, protocol), octets, protocol === 'h2');
  }

  /** A machine that stands still for seconds ends handshakes: they are tried again. */
  async #shakeHands(wire: Wire, protocol: string, tries = HANDSHAKES): Promise<TLSSocket> {
    const socket = connectTls({
      ...{ port: this.#ports.get(wire)!, host: SERVER, secureContext: client, rejectUnauthorized: false },
      ...{ ALPNProtocols: [protocol], localAddress: this.#nextClient() },
      ...(this.#session && { session: this.#session }),
    });
    socket.once('session', session => {
      this.#session = session;
    });
    try {
      await once(socket, 'secureConnect');
      return socket;
    } catch (error) {
      if (tries === 1) throw error;
      return this.#shakeHands(wire, protocol, tries - 1);
    }
  }

  /** Sends octets in two parts, and closes its own side. */
  async #talk(socket: Socket | TLSSocket, octets: Buffer, isImpatient = false): Promise<Buffer> {
    const received: Buffer[] = [];
    const timer = setTimeout(() => socket.destroy(new Error('open')), OPEN_MS);
    let isLeft = false;
    // A reset is an end like any other.
    socket.on('error', ({ message }) => {
      isLeft = message === 'open';
    });
    const closed = new Promise(resolve => socket.once('close', resolve));
    let quiet = 0;
    socket.on('data', data => {
      received.push(data);
      quiet = 0;
    });
    const half = octets.length >> 1;
    socket.write(octets.subarray(0, half));
    await turn();
    socket.end(octets.subarray(half));
    if (isImpatient) while (!socket.destroyed && quiet++ < QUIET_TURNS) await turn();
    if (isImpatient) socket.destroy();
    await closed;
    clearTimeout(timer);
    mustBe(!isLeft, 'the connection stays open');
    mustBe(this.#responder.failures === 0, 'the responder has failed');
    mustBe(this.#open[0] <= this.#mostLeft, 'places are taken by connections that are gone');
    return Buffer.concat(received);
  }

  /** Waits for the end of connections that are gone, and of contents that were promised. */
  async rest(): Promise<void> {
    for (let waited = 0; this.#open[0] > 0 && waited < OPEN_MS; waited += LOOK_MS) await pause(LOOK_MS);
    mustBe(this.#open[0] === 0, 'connections stay that nobody has');
  }

  close(): void {
    for (const transport of this.#transports) void transport.close(0);
  }
}
