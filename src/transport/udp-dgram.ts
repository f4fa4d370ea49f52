// The portable UDP transport: one node:dgram socket per listen address, so that replies leave from the address that was asked.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { DROPPED, FORWARD } from '../answer/respond.js';
import { DROP } from '../answer/tally.js';
import { PLAIN_UDP_SIZE } from '../dns/constants.js';
import type { Desk, ListenAddress } from './desk.js';

const SOCKET_BUFFER = 4 << 20;
const LARGEST_ANSWER = 4096;
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
  readonly #desk: Desk;
  readonly #socket: Socket;
  readonly #isIpv6: boolean;
  readonly #scratch = new Uint8Array(LARGEST_ANSWER);
  /** Forwarded queries that have not been answered yet. */
  #waiting = 0;
  #idle: (() => void) | undefined;
  #sends = 0;
  /** How many more sends are watched because one has failed. */
  #suspicious = 0;
  #received = 0;

  constructor(desk: Desk, address: string) {
    this.#desk = desk;
    this.#isIpv6 = isIPv6(address);
    this.#socket = createSocket({
      type: this.#isIpv6 ? 'udp6' : 'udp4',
      ipv6Only: this.#isIpv6,
      lookup: literal as never,
    });
    this.#socket.on('message', (message, peer) => this.#receive(message, peer));
  }

  /** Binds the socket. @returns the bound address, its port resolved. @throws the system's error, such as EADDRINUSE */
  async listen({ address, port }: ListenAddress): Promise<ListenAddress> {
    const listening = once(this.#socket, 'listening');
    this.#socket.bind({ address, port });
    await listening;
    this.#socket.on('error', () => this.#desk.tally.dropped(DROP.SEND_FAILED));
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
    if (this.#waiting > 0) {
      const drained = new Promise<void>(resolve => {
        this.#idle = resolve;
      });
      const limit = AbortSignal.timeout(limitMs);
      await Promise.race([drained, once(limit, 'abort')]);
    }
    this.#socket.close();
  }

  /** Reads what the system holds for the socket: until a turn of the event loop brings nothing. */
  async #readOut(): Promise<void> {
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const before = this.#received;
      await setImmediate();
      if (this.#received === before) return;
    }
  }

  #receive(message: Uint8Array, peer: RemoteInfo): void {
    const { tally, responder } = this.#desk;
    const begin = performance.now();
    this.#received++;
    // A reply to port 0 cannot be sent, and trying throws.
    if (peer.port === 0) {
      tally.dropped(DROP.SPOOFED_PORT);
      return;
    }
    const allowed = this.#desk.mayForward(peer.address);
    responder.client.address = peer.address;
    responder.client.idleMs = 0;
    const length = responder.respond(message, 0, message.length, this.#scratch, 0, false, allowed);
    if (length === DROPPED) tally.dropped(DROP.MALFORMED);
    else if (length === FORWARD) void this.#forward(Uint8Array.from(message), peer, begin);
    else {
      const answer = Buffer.allocUnsafe(length);
      for (let index = 0; index < length; index++) answer[index] = this.#scratch[index];
      this.#send(answer, peer);
      this.#account(peer, responder.row, responder.question.qtype, responder.rcode, false, begin);
    }
  }

  async #forward(query: Uint8Array, peer: RemoteInfo, begin: number): Promise<void> {
    const { responder } = this.#desk;
    const { question, route, row } = responder;
    const { qtype, questionEnd } = question;
    const chain = responder.chain(this.#scratch, 0);
    const maxSize = question.hasEdns ? Math.max(question.udpSize, PLAIN_UDP_SIZE) : PLAIN_UDP_SIZE;
    const options = responder.opt.own(question);
    this.#waiting++;
    const answer = await this.#desk.forward(query, questionEnd, route, false, maxSize, options, chain);
    this.#waiting--;
    this.#send(answer, peer);
    // The log names the question, which other queries have overwritten since.
    if (this.#desk.log !== undefined) question.parse(query, 0, query.length);
    this.#account(peer, row, qtype, answer[3] & 15, true, begin);
    if (this.#waiting === 0) this.#idle?.();
  }

  #account(
    peer: RemoteInfo,
    row: number,
    qtype: number,
    rcode: number,
    forwarded: boolean,
    begin: number,
  ): void {
    const { tally, responder, log } = this.#desk;
    const seconds = (performance.now() - begin) / 1000;
    tally.answered(row, qtype, false, this.#isIpv6, rcode);
    tally.took(false, seconds);
    log?.({ client: peer.address, port: peer.port, isTcp: false, responder, rcode, forwarded, seconds });
  }

  #send(answer: Uint8Array, peer: RemoteInfo): void {
    // A callback costs a tenth of the throughput, so only some sends have one, and all of them once one has failed.
    const isWatched = this.#suspicious > 0 || (++this.#sends & WATCH_MASK) === 0;
    try {
      if (isWatched) this.#socket.send(answer, peer.port, peer.address, this.#sent);
      else this.#socket.send(answer, peer.port, peer.address);
    } catch {
      this.#desk.tally.dropped(DROP.SEND_FAILED);
    }
  }

  readonly #sent = (error: Error | null): void => {
    if (error !== null) {
      this.#desk.tally.dropped(DROP.SEND_FAILED);
      this.#suspicious = SUSPICIOUS_SENDS;
    } else if (this.#suspicious > 0) this.#suspicious--;
  };
}
