// Wildcard addresses: what they stand for on this machine, and what they answer for.
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { ListenAddress } from '../transport/query-service.js';

/** Whether a wildcard address of this list answers for an address too. */
export function isCovered({ address, port }: ListenAddress, wanted: readonly ListenAddress[]): boolean {
  const wildcard = isIPv6(address) ? '::' : '0.0.0.0';
  return address !== wildcard && wanted.some(other => other.address === wildcard && other.port === port);
}

/** Each address of this machine that a wildcard address stands for. */
export function expand<Listen extends ListenAddress>(listen: Listen): Listen[] {
  const family = listen.address === '::' ? 'IPv6' : 'IPv4';
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(entry => entry.family === family)
      .map(entry => (entry.scopeid ? `${entry.address}%${name}` : entry.address)),
  );
  return [...new Set(found)].map(address => ({ ...listen, address }));
}
