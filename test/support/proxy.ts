// What a proxy puts in front of what it passes on: headers of the PROXY protocol, version 2.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { addressFromText } from '../../src/dns/address.js';
import { until } from './ask.js';
import { decodeMessage, type Message } from './message.js';

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** What else a header says. */
export interface HeaderOptions {
  readonly isStream?: boolean;
  /** Octets behind the addresses. */
  readonly added?: Uint8Array;
}

/** The header for a client, which asked some address of the proxy's. @param address of IPv4 or IPv6 */
export function proxyHeader(address: string, port: number, options: HeaderOptions = {}): Buffer {
  const { isStream = false, added = Buffer.alloc(0) } = options;
  const source = addressFromText(address)!;
  const behind = Buffer.concat([source, source, Buffer.from([port >> 8, port & 0xff, 0, 53]), added]);
  const family = (source.length === 4 ? 0x10 : 0x20) | (isStream ? 1 : 2);
  return Buffer.concat([SIGNATURE, Buffer.from([0x21, family, 0, behind.length]), behind]);
}

/** Asks from an address of this machine. @param before datagrams that get no answer @returns the answers, by their ids */
export async function askFrom(
  from: string,
  port: number,
  before: readonly Uint8Array[],
  asked: readonly Uint8Array[],
): Promise<Message[]> {
  const socket = createSocket('udp4');
  const seen: Uint8Array[] = [];
  socket.on('message', message => seen.push(Uint8Array.from(message)));
  socket.bind(0, from);
  await once(socket, 'listening');
  for (const datagram of [...before, ...asked]) socket.send(datagram, port, '127.0.0.1');
  await until(
    () => seen.length,
    count => count >= asked.length,
  );
  socket.close();
  return seen.map(message => decodeMessage(message)).sort((a, b) => a.id - b.id);
}

/** A connection from an address of this machine. @param parts what it sends first, one after another */
export async function openFrom(localAddress: string, port: number, ...parts: readonly Uint8Array[]) {
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const part of parts) {
    socket.write(part);
    await new Promise(resolve => setImmediate(resolve));
  }
  return socket;
}
