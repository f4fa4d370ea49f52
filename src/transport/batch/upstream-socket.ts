// One socket to an upstream: bound to a random port and connected, so that only what comes from there is received.
import { isIPv6 } from 'node:net';
import { shortageIn } from '../../source/shortage.js';
import { randomPort } from '../random-number.js';
import type { UpstreamAddress } from '../upstream-pool.js';
import { bindTo, check, socketName } from './socket.js';
import { FAMILY, OPTION, SOCKET, type System, SystemError } from './system.js';

/** Ports that are tried, each at random, until one is free. */
const MOST_PORTS = 32;
/** The port is somebody else's, or only for those with a privilege. */
const TAKEN: ReadonlySet<string> = new Set(['EADDRINUSE', 'EACCES']);

export interface UpstreamSocket {
  readonly fd: number;
  readonly isIpv6: boolean;
  /** The octets of the peer's struct sockaddr. */
  readonly peer: Uint8Array;
}

/** @throws SystemError; see {@link isShortage} */
export function openUpstreamSocket(
  system: System,
  { address, port, source }: UpstreamAddress,
): UpstreamSocket {
  const isSix = isIPv6(address);
  const { memory, length } = socketName(system, address, port);
  const fd = check(system, 'socket', system.socket(isSix ? FAMILY.IPV6 : FAMILY.IPV4, SOCKET.DATAGRAM));
  try {
    if (isSix) system.setNumber(fd, OPTION.IPV6_ONLY, 1);
    if (source?.device !== undefined) bindToInterface(system, fd, source.device);
    bindToAnyPort(system, fd, source?.address ?? (isSix ? '::' : '0.0.0.0'));
    check(system, 'connect', system.connect(fd, system.addressOf(memory), length));
  } catch (error) {
    system.close(fd);
    throw error;
  }
  return { fd, isIpv6: isSix, peer: new Uint8Array(memory, 0, length) };
}

function bindToInterface(system: System, fd: number, device: string): void {
  const index = system.interfaceIndex(device);
  if (index === 0) throw new SystemError('if_nametoindex', 'ENODEV');
  check(system, 'setsockopt', system.setNumber(fd, OPTION.INTERFACE, index));
}

function bindToAnyPort(system: System, fd: number, address: string): void {
  for (let left = MOST_PORTS; ; left--) {
    try {
      bindTo(system, fd, address, randomPort());
      return;
    } catch (error) {
      if (left === 1 || !(error instanceof SystemError && TAKEN.has(error.code))) throw error;
    }
  }
}

/** Whether the code of a call about a socket to an upstream says that this machine is out of something. */
export function isShortage(code: string, call: string): boolean {
  return shortageIn(Object.assign(new Error(code), { code, syscall: call })) !== undefined;
}
