// Which of many descriptors have something to be read (epoll(7)): the sockets of one thread, each by a number.
import { check } from './socket.js';
import { EPOLL, EPOLL_EVENT, POLLIN, type System } from './system.js';

/** The most that one wait finds; the others are found by the next. */
const MOST = 256;

export class Readiness {
  readonly #system: System;
  readonly #epoll: number;
  readonly #event = new DataView(new ArrayBuffer(EPOLL_EVENT.SIZE));
  readonly #found = new DataView(new ArrayBuffer(MOST * EPOLL_EVENT.SIZE));
  readonly #eventAt: bigint;
  readonly #foundAt: bigint;

  /** @throws SystemError, such as EMFILE */
  constructor(system: System) {
    this.#system = system;
    this.#epoll = check(system, 'epoll_create1', system.epollCreate(EPOLL.CLOSE_ON_EXEC));
    this.#eventAt = system.addressOf(this.#event.buffer);
    this.#foundAt = system.addressOf(this.#found.buffer);
  }

  /** Watches a descriptor until it is closed, or {@link remove}d. @returns whether the system has room for it */
  add(fd: number, number: number): boolean {
    this.#event.setUint32(EPOLL_EVENT.EVENTS, POLLIN, true);
    this.#event.setInt32(EPOLL_EVENT.DATA, number, true);
    return this.#system.epollControl(this.#epoll, EPOLL.ADD, fd, this.#eventAt) === 0;
  }

  remove(fd: number): void {
    this.#system.epollControl(this.#epoll, EPOLL.REMOVE, fd, this.#eventAt);
  }

  /** Waits until a descriptor has something, an error too, or for `limitMs`. @returns how many have */
  wait(limitMs: number): number {
    return Math.max(0, this.#system.epollWait(this.#epoll, this.#foundAt, MOST, limitMs));
  }

  close(): void {
    this.#system.close(this.#epoll);
  }

  /** The number of one that the last wait found. */
  numberOf(index: number): number {
    return this.#found.getInt32(index * EPOLL_EVENT.SIZE + EPOLL_EVENT.DATA, true);
  }
}
