// The networks that count as local: loopback, link-local and the subnets of the machine's interfaces.

import type { NetworkInterfaceInfo } from 'node:os';
import { addressFromText } from '../dns/address.js';
import type { Networks } from './networks.js';

/** The interfaces of a machine by name, as node:os lists them. */
export type Interfaces = NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'address' | 'cidr' | 'family'>[]>;

/** A shorter prefix on an interface is a route to everywhere, not a subnet. */
const SHORTEST = { IPv4: 8, IPv6: 32 };

const ALWAYS: readonly (readonly [string, number])[] = [
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['::1', 128],
  ['fe80::', 10],
];

/** Adds them; when the interfaces cannot be read, loopback and link-local remain. */
export function addLocalNetworks(networks: Networks, interfaces: () => Interfaces): void {
  const add = (address: string, prefix: number) => {
    const octets = addressFromText(address);
    if (octets !== undefined) networks.add(octets, prefix);
  };
  for (const [address, prefix] of ALWAYS) add(address, prefix);
  for (const { address, cidr, family } of readInterfaces(interfaces)) {
    const prefix = Number(cidr?.split('/')[1] ?? Number.NaN);
    if (prefix >= SHORTEST[family]) add(address, prefix);
  }
}

function readInterfaces(interfaces: () => Interfaces) {
  try {
    return Object.values(interfaces()).flatMap(addresses => addresses ?? []);
  } catch {
    return [];
  }
}
