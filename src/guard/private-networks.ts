// The networks that the Internet has no routes to: nobody there can be hit by answers to forged queries.
import { OF_EVERY_MACHINE } from './local-networks.js';
import { addWritten, type Networks, type WrittenNetworks } from './networks.js';

/** Private (RFC 1918, RFC 4193), and what providers have behind their translation (RFC 6598). */
const PRIVATE: WrittenNetworks = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
];

export function addPrivateNetworks(networks: Networks): void {
  addWritten(networks, OF_EVERY_MACHINE);
  addWritten(networks, PRIVATE);
}
