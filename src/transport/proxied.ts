// Clients behind a proxy: who asks, by what the header in front of a message says.
import type { Exchange } from '../answer/exchange.js';
import { addressToText } from '../dns/address.js';
import { BEGINNING } from './beginning.js';
import { ProxyHeader } from './proxy-header.js';
import type { ProxyPeers } from './proxy-peers.js';
import type { Asker } from './reception.js';
import type { ClientAddress } from './stream-client.js';

/** Somebody who asks with a datagram, perhaps through a proxy. */
export interface DatagramAsker extends Asker {
  /** To whom the answer goes then. */
  readonly proxy?: Asker;
}

/** A message without its header, and who sent it. */
export interface ProxiedDatagram {
  readonly message: Uint8Array;
  readonly asker: DatagramAsker;
}

/** All that is read of headers in a thread is read with this one. */
export const header = new ProxyHeader();
const isWhole = (octets: Uint8Array, start: number, end: number) =>
  header.read(octets, start, end) === BEGINNING.WHOLE;

/**
 * Sets in the exchange, whose client is the sender of a datagram, where the message begins and who asks.
 * @returns false when a proxy has sent no header, or a wrong one
 */
export function takeHeader(exchange: Exchange, peers: ProxyPeers): boolean {
  const { client, input, start, end } = exchange;
  if (!peers.allowsOctets(client.octets, client.octetsAt, client.octetsLength)) return true;
  if (!isWhole(input, start, end)) return false;
  exchange.start = start + header.length;
  if (header.addressLength === 0) return true;
  client.set(input, header.addressAt, header.addressLength);
  // A proxy that tells no port has one itself.
  client.port = header.port || client.port;
  return true;
}

/** What a proxy has sent. @returns undefined when there is no header, or a wrong one */
export function withoutHeader(datagram: Uint8Array, proxy: Asker): ProxiedDatagram | undefined {
  if (!isWhole(datagram, 0, datagram.length)) return undefined;
  const { address, port } = proxy;
  const client = clientIn(datagram) ?? { address, port };
  const asker = { ...client, port: client.port || port, proxy: { address, port } };
  return { message: datagram.subarray(header.length), asker };
}

/** Who the client is by the header that was read; undefined when the proxy asks for itself. */
export function clientIn(octets: Uint8Array): ClientAddress | undefined {
  const { addressAt, addressLength, port } = header;
  if (addressLength === 0) return undefined;
  const address = addressToText(octets.subarray(addressAt, addressAt + addressLength));
  return { address, port, isIpv6: addressLength === 16 };
}
