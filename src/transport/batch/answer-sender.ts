// How the answers of a batch leave: with one call, those to one client together, and one by one where the system refuses that.
import { DROP } from '../../answer/exchange.js';
import type { Tally } from '../../answer/tally.js';
import type { Packets } from './packets.js';
import type { BatchSocket } from './socket.js';
import type { System } from './system.js';

export class AnswerSender {
  readonly #system: System;
  readonly #tally: Pick<Tally, 'dropped'>;

  /** @param tally counts answers that cannot be sent */
  constructor(system: System, tally: Pick<Tally, 'dropped'>) {
    this.#system = system;
    this.#tally = tally;
  }

  /** Sends the first `count` answers, those of one client together. */
  send({ fd, hasSegments }: BatchSocket, packets: Packets, count: number): void {
    const { segments } = packets;
    if (count === 1 || !hasSegments || segments.areResting) {
      this.#sendEach(fd, packets, 0, count);
      return;
    }
    const made = segments.join(count);
    for (let sent = 0; sent < made; ) {
      const result = this.#system.sendmmsg(fd, segments.at[sent], made - sent, 0);
      if (result > 0) sent += result;
      else if (this.#system.errorCode() !== 'EINTR') this.#sendRefused(fd, packets, sent++);
    }
  }

  /** A group needs more of its way than its answers: no smaller packet size on it, an interface that makes checksums. */
  #sendRefused(fd: number, packets: Packets, group: number): void {
    let answers = 0;
    packets.segments.forEachOf(group, () => answers++);
    if (answers === 1) {
      this.#tally.dropped(DROP.SEND_FAILED);
      return;
    }
    packets.segments.rest();
    packets.segments.forEachOf(group, answer => this.#sendEach(fd, packets, answer, answer + 1));
  }

  /** Sends answers one by one. One that cannot be sent is counted and passed over: the others are for others. */
  #sendEach(fd: number, packets: Packets, first: number, end: number): void {
    for (let sent = first; sent < end; ) {
      const result = this.#system.sendmmsg(fd, packets.sendAt[sent], end - sent, 0);
      if (result > 0) sent += result;
      else if (this.#system.errorCode() !== 'EINTR') {
        this.#tally.dropped(DROP.SEND_FAILED);
        sent++;
      }
    }
  }
}
