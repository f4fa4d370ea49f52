// Sockets that a supervisor opened and handed over, as systemd does: sd_listen_fds(3).
import { readlinkSync } from 'node:fs';
import type { ListenAddress } from './query-service.js';
import { socketTable } from './socket-table.js';

/** The first descriptor that is handed over. */
const FIRST_FD = 3;
/** The most descriptors that are looked at. */
const MAX_SOCKETS = 1024;

/** What was handed over cannot be used. */
export class InheritedSocketError extends Error {
  override readonly name = 'InheritedSocketError';
}

/** One socket that was handed over. */
export interface InheritedSocket {
  readonly fd: number;
  readonly protocol: 'udp' | 'tcp';
  readonly listen: ListenAddress;
}

/** All sockets that were handed over; they stay open as long as the process runs. */
export class InheritedSockets {
  constructor(readonly all: readonly InheritedSocket[] = []) {}

  /**
   * Finds them by the environment, from which the variables are removed: child processes are not meant.
   * @throws InheritedSocketError when a descriptor is neither a UDP socket nor a listening TCP socket
   */
  static take(env: NodeJS.ProcessEnv, pid: number): InheritedSockets {
    const { LISTEN_PID, LISTEN_FDS = '0' } = env;
    for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete env[name];
    if (LISTEN_PID !== String(pid)) return new InheritedSockets();
    const count = /^\d{1,9}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : -1;
    if (count < 0 || count > MAX_SOCKETS)
      throw new InheritedSocketError(
        `LISTEN_FDS must be a number from 0 to ${MAX_SOCKETS}, not "${LISTEN_FDS}"`,
      );
    return new InheritedSockets(Array.from({ length: count }, (_, index) => identify(FIRST_FD + index)));
  }

  /** Where they listen; an address with sockets of both protocols is there twice. */
  get addresses(): ListenAddress[] {
    return this.all.map(({ listen }) => listen);
  }

  /** The socket of a protocol (`udp`, `tcp`) on an address, if one was handed over. */
  find(protocol: string, { address, port }: ListenAddress): InheritedSocket | undefined {
    return this.all.find(
      ({ protocol: own, listen }) => own === protocol && listen.address === address && listen.port === port,
    );
  }
}

function identify(fd: number): InheritedSocket {
  try {
    const link = readlinkSync(`/proc/self/fd/${fd}`);
    for (const protocol of ['udp', 'tcp'] as const)
      for (const { link: each, address, port, isOpen } of socketTable(protocol))
        if (each === link && isOpen) return { fd, protocol, listen: { address, port } };
    throw unfit(fd, link);
  } catch (error) {
    if (error instanceof InheritedSocketError) throw error;
    throw new InheritedSocketError(
      `descriptor ${fd}, which should have been handed over (LISTEN_FDS), cannot be looked at: ${(error as Error).message}`,
    );
  }
}

function unfit(fd: number, link: string): InheritedSocketError {
  return new InheritedSocketError(
    `descriptor ${fd}, which was handed over (LISTEN_FDS), is neither a UDP socket nor a listening TCP socket of this network namespace: ${link}`,
  );
}
