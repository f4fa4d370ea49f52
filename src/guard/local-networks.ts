// The networks that count as local: loopback, link-local and the subnets of the machine's interfaces.

import type { NetworkInterfaceInfo } from 'node:os';
import { addWritten, type Networks, type WrittenNetworks } from './networks.js';

/** The interfaces of a machine by name, as node:os lists them. */
export type Interfaces = NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'address' | 'cidr' | 'family'>[]>;

/** A shorter prefix on an interface is a route to everywhere, not a subnet. */
const SHORTEST = { IPv4: 8, IPv6: 32 };

/** Loopback and link-local, of every machine. */
export const OF_EVERY_MACHINE: WrittenNetworks = [
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['::1', 128],
  ['fe80::', 10],
];

/** Adds them; when the interfaces cannot be read, loopback and link-local remain. */
export function addLocalNetworks(networks: Networks, interfaces: () => Interfaces): void {
  addWritten(networks, OF_EVERY_MACHINE);
  for (const { address, cidr, family } of readInterfaces(interfaces)) {
    const prefix = Number(cidr?.split('/')[1] ?? Number.NaN);
    if (prefix >= SHORTEST[family]) addWritten(networks, [[address, prefix]]);
  }
}

function readInterfaces(interfaces: () => Interfaces) {
  try {
    return Object.values(interfaces()).flatMap(addresses => addresses ?? []);
  } catch {
    return [];
  }
}
