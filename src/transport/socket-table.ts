// The tables of open sockets that Linux shows in /proc/net: who is bound where, by inode.
import { readFileSync } from 'node:fs';
import { addressFromText, addressToText } from '../dns/address.js';

/** The state of a socket that takes what anybody sends: of TCP, LISTEN; of UDP, not connected. */
const OPEN_STATE = { udp: '07', tcp: '0A' } as const;

/** One socket of a table. */
export interface TableEntry {
  /** What a descriptor of it links to: `socket:[INODE]`. */
  readonly link: string;
  /** Canonical text, without a zone index. */
  readonly address: string;
  readonly port: number;
  /** Whether it is for everybody: TCP that listens, UDP that is not connected. */
  readonly isOpen: boolean;
}

/** An address as a table shows it. */
export function tableAddress(address: string): string {
  const octets = addressFromText(address);
  return octets === undefined ? address : addressToText(octets);
}

/** An address is written in words of four octets in the byte order of the machine, here little endian. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  return addressToText(Buffer.concat(words.map(word => Buffer.from(word, 'hex').reverse())));
}

/**
 * All sockets of a protocol in this network namespace, IPv4 before IPv6.
 * @throws the system's error when there are no such tables, as on other systems
 */
export function* socketTable(protocol: 'udp' | 'tcp'): Generator<TableEntry> {
  for (const table of [protocol, `${protocol}6`]) {
    for (const line of readFileSync(`/proc/net/${table}`, 'latin1').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (inode === undefined) continue;
      const [host, port] = local.split(':');
      yield {
        link: `socket:[${inode}]`,
        address: addressOf(host),
        port: Number.parseInt(port, 16),
        isOpen: state === OPEN_STATE[protocol],
      };
    }
  }
}
