// The networks that count as local: loopback, link-local and the subnets of the machine's interfaces.

import type { BlockList } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** The interfaces of a machine by name, as node:os lists them. */
export type Interfaces = NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'address' | 'cidr' | 'family'>[]>;

/** A shorter prefix on an interface is a route to everywhere, not a subnet. */
const SHORTEST = { IPv4: 8, IPv6: 32 };

/** Adds them; when the interfaces cannot be read, loopback and link-local remain. */
export function addLocalNetworks(networks: BlockList, interfaces: () => Interfaces): void {
  networks.addSubnet('127.0.0.0', 8, 'ipv4');
  networks.addSubnet('169.254.0.0', 16, 'ipv4');
  networks.addAddress('::1', 'ipv6');
  networks.addSubnet('fe80::', 10, 'ipv6');
  for (const { address, cidr, family } of readInterfaces(interfaces)) {
    const prefix = Number(cidr?.split('/')[1] ?? Number.NaN);
    if (prefix >= SHORTEST[family]) networks.addSubnet(address, prefix, family === 'IPv4' ? 'ipv4' : 'ipv6');
  }
}

function readInterfaces(interfaces: () => Interfaces) {
  try {
    return Object.values(interfaces()).flatMap(addresses => addresses ?? []);
  } catch {
    return [];
  }
}
