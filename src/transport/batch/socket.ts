// UDP sockets for answer threads: several on one address, between which the system spreads the clients.
import { isIPv6 } from 'node:net';
import { addressFromText, isWildcardAddress } from '../../dns/address.js';
import type { ListenAddress } from '../query-service.js';
import { FAMILY, OPTION, SOCKADDR, SOCKET, type System, SystemError } from './system.js';

/** The longest time for which a thread hears of nothing but queries. */
export const WAIT_MS = 20;
const SOCKET_BUFFER = 4 << 20;

/** One socket of one thread: plain data that can be posted to it. */
export interface BatchSocket {
  readonly fd: number;
  readonly isIpv6: boolean;
  /** Whether it is bound to all addresses, so that answers must say where they come from. */
  readonly isWildcard: boolean;
  /** Whether the system cuts messages apart, as it does since Linux 4.18; an older one would send them whole. */
  readonly hasSegments: boolean;
  /** As `Client` of the exchange has it. */
  readonly listener: string;
}

/**
 * Opens `count` sockets that share an address. Only the first must find it free: who else shares it is a stranger.
 * @param isShared whether the first, too, may share it, with another process of the same user
 * @returns the sockets and the port
 * @throws SystemError
 */
export function openSockets(
  system: System,
  { address, port }: ListenAddress,
  count: number,
  isShared = false,
): { readonly sockets: readonly BatchSocket[]; readonly port: number } {
  const sockets: BatchSocket[] = [];
  let bound = port;
  try {
    for (let index = 0; index < count; index++) {
      const socket = openSocket(system, address);
      sockets.push(socket);
      if (isShared || index > 0) share(system, socket.fd);
      bindTo(system, socket.fd, address, bound);
      if (index > 0) continue;
      share(system, socket.fd);
      bound = system.boundPort(socket.fd);
    }
  } catch (error) {
    for (const { fd } of sockets) system.close(fd);
    throw error;
  }
  return { sockets, port: bound };
}

/** Makes a socket that is bound to `address` already fit for the threads. @throws SystemError */
export function adoptSocket(system: System, address: string, fd: number): BatchSocket {
  // Its former user may have been the dgram transport, which never waits in a call.
  check(system, 'fcntl', system.setBlocking(fd));
  return prepare(system, address, fd);
}

function openSocket(system: System, address: string): BatchSocket {
  const isSix = isIPv6(address);
  const fd = check(system, 'socket', system.socket(isSix ? FAMILY.IPV6 : FAMILY.IPV4, SOCKET.DATAGRAM));
  if (isSix) system.setNumber(fd, OPTION.IPV6_ONLY, 1);
  return prepare(system, address, fd);
}

function prepare(system: System, address: string, fd: number): BatchSocket {
  const isSix = isIPv6(address);
  if (isWildcardAddress(address)) system.setNumber(fd, isSix ? OPTION.IPV6_PKTINFO : OPTION.IPV4_PKTINFO, 1);
  // The system grants less when its limit is lower, without an error.
  system.setNumber(fd, OPTION.RECEIVE_BUFFER, SOCKET_BUFFER);
  system.setNumber(fd, OPTION.SEND_BUFFER, SOCKET_BUFFER);
  system.setTimeout(fd, OPTION.RECEIVE_TIMEOUT, WAIT_MS);
  system.setTimeout(fd, OPTION.SEND_TIMEOUT, WAIT_MS);
  const hasSegments = system.setNumber(fd, OPTION.UDP_SEGMENT, 0) === 0;
  return { fd, isIpv6: isSix, isWildcard: isWildcardAddress(address), hasSegments, listener: '' };
}

/** Lets other sockets of this user be bound where this one is. @throws SystemError */
export function share(system: System, fd: number): void {
  check(system, 'setsockopt', system.setNumber(fd, OPTION.REUSE_PORT, 1));
}

/** @throws SystemError, such as EADDRINUSE */
export function bindTo(system: System, fd: number, address: string, port: number): void {
  const { memory, length } = socketName(system, address, port);
  check(system, 'bind', system.bind(fd, system.addressOf(memory), length));
}

/** A struct sockaddr, and its length in octets. @throws SystemError when that is no address */
export function socketName(
  system: System,
  address: string,
  port: number,
): { readonly memory: ArrayBuffer; readonly length: number } {
  const memory = new ArrayBuffer(SOCKADDR.SIZE_IPV6);
  const name = new DataView(memory);
  const [, zone] = address.split('%');
  const isSix = isIPv6(address);
  const octets = addressFromText(address);
  if (octets === undefined) throw new SystemError('bind', 'EINVAL');
  name.setUint16(SOCKADDR.FAMILY, isSix ? FAMILY.IPV6 : FAMILY.IPV4, true);
  name.setUint16(SOCKADDR.PORT, port);
  new Uint8Array(memory).set(octets, isSix ? SOCKADDR.IPV6 : SOCKADDR.IPV4);
  if (zone !== undefined) name.setUint32(SOCKADDR.SCOPE, system.interfaceIndex(zone), true);
  return { memory, length: isSix ? SOCKADDR.SIZE_IPV6 : SOCKADDR.SIZE_IPV4 };
}

/** @throws SystemError when a call failed */
export function check(system: System, call: string, result: number): number {
  if (result < 0) throw new SystemError(call, system.errorCode());
  return result;
}
