// Listening TCP sockets that two processes can share while one takes the place of the other.
import { fstatSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { ListenAddress } from '../query-service.js';
import { socketTable, tableAddress } from '../socket-table.js';
import { bindTo, check, share } from './socket.js';
import { FAMILY, OPTION, SOCKET, type System } from './system.js';

/**
 * What the system keeps of one connection, for each direction; it doubles this for its own structures. Without it, a client that
 * never reads makes the system keep some megabytes. Octets read at a time are no more than the first.
 */
const RECEIVE_OCTETS = 16_384;
const SEND_OCTETS = 32_768;
/**
 * So long the system keeps what a client does not read or confirm. It matters for connections that this process has closed: by
 * default what was not read stays for minutes after that.
 */
const UNREAD_MS = 15_000;

export class SharedTcpSockets {
  readonly #system: System;
  readonly #isShared: () => boolean;

  /** @param isShared whether an address may be one where another process of the same user listens */
  constructor(system: System, isShared: () => boolean) {
    this.#system = system;
    this.#isShared = isShared;
  }

  /** @returns a descriptor that listens. @throws SystemError, such as EADDRINUSE */
  open({ address, port }: ListenAddress, backlog: number): number {
    const system = this.#system;
    const isSix = isIPv6(address);
    const fd = check(system, 'socket', system.socket(isSix ? FAMILY.IPV6 : FAMILY.IPV4, SOCKET.STREAM));
    try {
      if (isSix) system.setNumber(fd, OPTION.IPV6_ONLY, 1);
      // Connections of a former process that are about to end do not keep the address.
      system.setNumber(fd, OPTION.REUSE_ADDRESS, 1);
      if (this.#isShared()) share(system, fd);
      bindTo(system, fd, address, port);
      if (!this.#isShared()) share(system, fd);
      check(system, 'listen', system.listen(fd, backlog));
      return fd;
    } catch (error) {
      system.close(fd);
      throw error;
    }
  }

  /** Limits what the system keeps of each connection that a listening socket will accept, and how long. */
  limitKept(fd: number): void {
    this.#system.setNumber(fd, OPTION.RECEIVE_BUFFER, RECEIVE_OCTETS);
    this.#system.setNumber(fd, OPTION.SEND_BUFFER, SEND_OCTETS);
    this.#system.setNumber(fd, OPTION.USER_TIMEOUT, UNREAD_MS);
  }

  /** Another descriptor of the same socket. @throws SystemError, such as EMFILE */
  duplicate(fd: number): number {
    return check(this.#system, 'fcntl', this.#system.duplicate(fd));
  }

  /** What tells a socket from all others, whatever its descriptors. */
  identify(fd: number): string {
    const { dev, ino } = fstatSync(fd);
    return `${dev} ${ino}`;
  }

  close(fd: number): void {
    this.#system.close(fd);
  }

  /** Closes a descriptor of a socket, unless that was done and the number is that of something else by now. */
  closeLeftover(fd: number, identity: string): void {
    try {
      if (this.identify(fd) === identity) this.#system.close(fd);
    } catch {
      // It is closed.
    }
  }

  /** Has new connections go to another process that listens there. @returns false when there is none */
  handOver(fd: number, { address, port }: ListenAddress): boolean {
    // A socket that closes loses the connections that nobody has accepted yet, so that new ones must go elsewhere first.
    return listeners(tableAddress(address), port) > 1 && this.#system.preferSecond(fd) === 0;
  }
}

/** How many sockets listen there; 0 where /proc does not tell. */
function listeners(address: string, port: number): number {
  try {
    return [...socketTable('tcp')].filter(
      entry => entry.isOpen && entry.port === port && entry.address === address,
    ).length;
  } catch {
    return 0;
  }
}
