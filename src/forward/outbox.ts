// Messages that are on their way to upstreams over datagrams: each under an id of its own, until its reply comes or it is given up.
import { idOf, setId } from '../dns/header.js';
import { randomId } from './random-id.js';
import { compareReply, REPLY, type Reply } from './reply.js';
import type { Upstream } from './upstream.js';
import { COUNT } from './upstream-layout.js';
import { type OpenSockets, SHORTAGE, type UpstreamSink, type UpstreamSockets } from './upstream-sockets.js';
import type { UpstreamTable } from './upstream-table.js';

const { MISMATCHED, NEAR_MISSES } = COUNT;

/** Where a message goes, and what it is. */
export interface Target {
  readonly upstream: Upstream;
  /** That of the upstream. */
  readonly row: number;
  /** A whole message that nobody else writes to; its id is written by the outbox. */
  readonly octets: Uint8Array;
}

/** Who waits for the reply. */
export interface Sender {
  /** A message with the question, which ends at `questionEnd`. */
  readonly query: Uint8Array;
  readonly questionEnd: number;
  /** An id under which it must not be sent: a client's own next attempt must not look like a loop. */
  readonly clientId: number;
  /** @param message valid until this returns; it may be changed. It is out of the outbox. */
  replied(sent: Sent, message: Uint8Array, reply: Reply): void;
  /** It gets no reply. It is out of the outbox. */
  failed(sent: Sent, code: string, isLocal: boolean): void;
  /** A message came that is right in everything but the id, as a guess of somebody else would be. */
  nearMissed(sent: Sent): void;
}

/** One message on its way. */
export interface Sent {
  readonly sender: Sender;
  readonly target: Target;
  readonly socket: number;
  readonly id: number;
  /** When it left, by the time that its sender gave. */
  readonly atMs: number;
}

/** What waits on one socket. */
interface Use {
  row: number;
  readonly waiting: Sent[];
}

export class Outbox implements UpstreamSink {
  readonly #table: UpstreamTable;
  readonly #sockets: UpstreamSockets;
  readonly #uses: (Use | undefined)[] = [];

  constructor(table: UpstreamTable, open: OpenSockets) {
    this.#table = table;
    this.#sockets = open(this);
  }

  /** Sends a message under a random id. @returns undefined when this machine has no socket for it */
  send(sender: Sender, target: Target, atMs: number): Sent | undefined {
    const socket = this.#sockets.acquire(target.upstream);
    if (socket === SHORTAGE) return undefined;
    const use = this.#useOf(socket);
    use.row = target.row;
    const id = this.#freshId(use, sender.clientId);
    const sent: Sent = { sender, target, socket, id, atMs };
    use.waiting.push(sent);
    setId(target.octets, id);
    this.#sockets.send(socket, target.octets);
    return sent;
  }

  /** Gives a message up. Harmless when it is out already. */
  giveUp(sent: Sent): void {
    const use = this.#uses[sent.socket];
    const place = use?.waiting.indexOf(sent) ?? -1;
    if (use !== undefined && place >= 0) this.#take(use, place);
  }

  close(): void {
    this.#sockets.close();
  }

  received(socket: number, message: Uint8Array): void {
    const use = this.#uses[socket];
    if (use === undefined) return;
    const id = message.length < 2 ? -1 : idOf(message);
    const place = use.waiting.findIndex(sent => sent.id === id);
    if (place >= 0) this.#reply(use, place, message);
    else this.#mismatch(use, message);
  }

  failed(socket: number, code: string, isLocal: boolean): void {
    const use = this.#uses[socket];
    if (use === undefined) return;
    for (const sent of use.waiting.slice()) {
      this.giveUp(sent);
      sent.sender.failed(sent, code, isLocal);
    }
  }

  #reply(use: Use, place: number, message: Uint8Array): void {
    const sent = use.waiting[place];
    const { sender } = sent;
    const reply = compareReply(message, sender.query, sender.questionEnd);
    if (reply === REPLY.FOREIGN) {
      this.#table.count(use.row, MISMATCHED);
      return;
    }
    this.#take(use, place);
    sender.replied(sent, message, reply);
  }

  #mismatch(use: Use, message: Uint8Array): void {
    this.#table.count(use.row, MISMATCHED);
    const missed = use.waiting.find(
      ({ sender }) => compareReply(message, sender.query, sender.questionEnd) === REPLY.WHOLE,
    );
    if (missed === undefined) return;
    this.#table.count(use.row, NEAR_MISSES);
    missed.sender.nearMissed(missed);
  }

  #take({ waiting }: Use, place: number): void {
    const [{ socket }, last] = [waiting[place], waiting.pop()];
    if (last !== undefined && place < waiting.length) waiting[place] = last;
    this.#sockets.release(socket);
  }

  #useOf(socket: number): Use {
    const known = this.#uses[socket];
    if (known !== undefined) return known;
    const use: Use = { row: 0, waiting: [] };
    this.#uses[socket] = use;
    return use;
  }

  #freshId({ waiting }: Use, avoid: number): number {
    for (;;) {
      const id = randomId();
      if (id !== avoid && !waiting.some(sent => sent.id === id)) return id;
    }
  }
}
