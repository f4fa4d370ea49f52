// Which listeners a view names: addresses of `listen`, and whether a query that came through one of them is meant.
import { isWildcardAddress } from '../dns/address.js';
import type { Endpoint } from '../dns/endpoint.js';
import { encryptedAddress, isEncrypted, type ListenInput } from './listen-keys.js';
import { DNS_PORT, type SocketAddress, withPort } from './socket-address.js';

/** The addresses of all entries of `listen`, also of those for TLS and HTTPS. */
export function writtenListeners(entries: ListenInput | undefined): SocketAddress[] {
  return (entries ?? []).map(entry =>
    isEncrypted(entry) ? encryptedAddress(entry) : withPort(entry, DNS_PORT),
  );
}

/** Those that an entry of a view names: without a port, all of its address. */
export function namedListeners(
  { address, port }: Endpoint,
  listeners: readonly SocketAddress[],
): SocketAddress[] {
  return listeners.filter(each => each.address === address && (port === undefined || each.port === port));
}

/** A wildcard address of `listen` through which queries to an address come; undefined when there is none. */
export function wildcardOf(
  { address, port }: Endpoint,
  listeners: readonly SocketAddress[],
): SocketAddress | undefined {
  if (isWildcardAddress(address)) return undefined;
  return listeners.find(each => (port === undefined || each.port === port) && covers(each, address));
}

/**
 * Whether a view that names `named` means a listener. A wildcard address means each address of its family, for there may be a
 * socket for each of them.
 */
export function meansListener(named: SocketAddress, { address, port }: Endpoint): boolean {
  return named.port === port && (named.address === address || covers(named, address));
}

function covers(wildcard: SocketAddress, address: string): boolean {
  return isWildcardAddress(wildcard.address) && wildcard.address.includes(':') === address.includes(':');
}
