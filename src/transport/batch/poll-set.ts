// The sockets of one thread, and which of them has a query.
import type { BatchSocket } from './socket.js';
import { POLLFD, POLLIN, type System } from './system.js';

/** Waits for several sockets at once. */
export class PollSet {
  readonly sockets: readonly BatchSocket[];
  readonly #system: System;
  readonly #fds: DataView;
  readonly #at: bigint;

  constructor(system: System, sockets: readonly BatchSocket[]) {
    this.#system = system;
    this.sockets = sockets;
    const memory = new ArrayBuffer(Math.max(1, sockets.length) * POLLFD.SIZE);
    this.#fds = new DataView(memory);
    this.#at = system.addressOf(memory);
    for (const [index, { fd }] of sockets.entries()) {
      this.#fds.setInt32(index * POLLFD.SIZE + POLLFD.FD, fd, true);
      this.#fds.setInt16(index * POLLFD.SIZE + POLLFD.EVENTS, POLLIN, true);
    }
  }

  /** Waits until one of the sockets has a query, or for `limitMs`. @returns how many have */
  wait(limitMs: number): number {
    return this.#system.poll(this.#at, this.sockets.length, limitMs);
  }

  /** Whether the last wait found something at a socket: a query, or an error to be seen when it is read. */
  isReady(index: number): boolean {
    return this.#fds.getInt16(index * POLLFD.SIZE + POLLFD.REVENTS, true) !== 0;
  }
}
