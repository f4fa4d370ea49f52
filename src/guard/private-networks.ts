// The networks that the Internet has no routes to: nobody there can be hit by answers to forged queries.
import { addressFromText } from '../dns/address.js';
import type { Networks } from './networks.js';

/** Loopback, link-local, private (RFC 1918, RFC 4193), and what providers have behind their translation (RFC 6598). */
const PRIVATE: readonly (readonly [string, number])[] = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];

export function addPrivateNetworks(networks: Networks): void {
  for (const [address, prefix] of PRIVATE) {
    const octets = addressFromText(address);
    if (octets !== undefined) networks.add(octets, prefix);
  }
}
