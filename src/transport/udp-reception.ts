// What the main thread does with a query that came over UDP, however it is read: answers it, or has it forwarded.
import { once } from 'node:events';
import { DROPPED, FORWARD } from '../answer/respond.js';
import { DROP } from '../answer/tally.js';
import { PLAIN_UDP_SIZE } from '../dns/constants.js';
import { type Answered, account, recallAnswer } from './accounting.js';
import type { Desk } from './desk.js';

const LARGEST_ANSWER = 4096;

/** Who asked. */
export interface Peer {
  /** IPv4 or IPv6 address as text. */
  readonly address: string;
  readonly port: number;
}

/** The queries of one listen address. */
export class UdpReception<Client extends Peer> {
  readonly #desk: Desk;
  readonly #isIpv6: boolean;
  readonly #send: (answer: Uint8Array, client: Client) => void;
  readonly #scratch = new Uint8Array(LARGEST_ANSWER);
  /** Forwarded queries that have not been answered yet. */
  #waiting = 0;
  #idle: (() => void) | undefined;

  constructor(desk: Desk, isIpv6: boolean, send: (answer: Uint8Array, client: Client) => void) {
    this.#desk = desk;
    this.#isIpv6 = isIpv6;
    this.#send = send;
  }

  /** Sees to it that the client gets an answer, now or later. */
  take(message: Uint8Array, client: Client): void {
    const { tally, responder } = this.#desk;
    const begin = performance.now();
    // A reply to port 0 cannot be sent, and trying throws.
    if (client.port === 0) {
      tally.dropped(DROP.SPOOFED_PORT);
      return;
    }
    const allowed = this.#desk.mayForward(client.address);
    responder.client.address = client.address;
    responder.client.idleMs = 0;
    const written = responder.respond(message, 0, message.length, this.#scratch, 0, false, allowed);
    const recalled = recallAnswer(this.#desk, written, message.length, this.#scratch, 0, false);
    const cached = recalled > 0;
    const length = cached ? recalled : written;
    if (length === DROPPED) tally.dropped(DROP.MALFORMED);
    else if (length === FORWARD) void this.#forward(Uint8Array.from(message), client, begin);
    else {
      const answer = Buffer.allocUnsafe(length);
      for (let index = 0; index < length; index++) answer[index] = this.#scratch[index];
      this.#send(answer, client);
      const { row, question, rcode } = responder;
      this.#account(client, { row, qtype: question.qtype, rcode, forwarded: cached, cached }, begin);
    }
  }

  /** Waits until forwarded queries are answered, for at most `limitMs`. */
  async drained(limitMs: number): Promise<void> {
    if (this.#waiting === 0) return;
    const drained = new Promise<void>(resolve => {
      this.#idle = resolve;
    });
    await Promise.race([drained, once(AbortSignal.timeout(limitMs), 'abort')]);
  }

  async #forward(query: Uint8Array, client: Client, begin: number): Promise<void> {
    const { responder } = this.#desk;
    const { question, route, row } = responder;
    const { qtype, questionEnd } = question;
    const chain = responder.chain(this.#scratch, 0);
    const maxSize = question.hasEdns ? Math.max(question.udpSize, PLAIN_UDP_SIZE) : PLAIN_UDP_SIZE;
    const options = responder.opt.own(question);
    this.#waiting++;
    const answer = await this.#desk.forward(query, questionEnd, route, false, maxSize, options, chain);
    this.#waiting--;
    this.#send(answer, client);
    // The log names the question, which other queries have overwritten since.
    if (this.#desk.log !== undefined) question.parse(query, 0, query.length);
    this.#account(client, { row, qtype, rcode: answer[3] & 15, forwarded: true, cached: false }, begin);
    if (this.#waiting === 0) this.#idle?.();
  }

  #account({ address, port }: Client, answered: Answered, begin: number): void {
    account(this.#desk, { client: address, port, isTcp: false, isIpv6: this.#isIpv6 }, answered, begin);
  }
}
