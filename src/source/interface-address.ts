// Addresses of this machine's network interfaces, for sockets that cannot be bound to an interface itself.
import { networkInterfaces } from 'node:os';

/** There is no such interface, or it has no address of the family that is wanted. */
export class InterfaceError extends Error {
  readonly code = 'ENODEV';
}

const isLinkLocal = (address: string) => /^fe[89ab]/i.test(address);

/**
 * The address of an interface that `peer` is asked from.
 * @param interfaces as the system has them
 * @throws InterfaceError
 */
export function interfaceAddress(device: string, peer: string, interfaces = networkInterfaces()): string {
  const family = peer.includes(':') ? 'IPv6' : 'IPv4';
  const own = (interfaces[device] ?? []).filter(each => each.family === family);
  const found = own.find(({ address }) => isLinkLocal(address) === isLinkLocal(peer)) ?? own[0];
  if (found === undefined) throw new InterfaceError(`${device} has no ${family} address`);
  return isLinkLocal(found.address) ? `${found.address}%${device}` : found.address;
}

/** Where a socket to `peer` is to be bound; undefined when that is up to the system. @throws InterfaceError */
export function localAddress(
  source: { readonly device?: string; readonly address?: string } | undefined,
  peer: string,
): string | undefined {
  if (source?.device === undefined) return source?.address;
  return source.address ?? interfaceAddress(source.device, peer);
}
