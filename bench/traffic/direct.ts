// Where datagrams of the generators go.
import type { Packets } from '../../src/transport/batch/packets.js';
import { FAMILY, SOCKADDR } from '../../src/transport/batch/system.js';

const LOCALHOST = [127, 0, 0, 1];

/** Has what is sent from a place go to a port of 127.0.0.1. */
export function direct(packets: Packets, index: number, port: number): void {
  const { bytes } = packets;
  const name = new DataView(bytes.buffer, packets.clientAt(index) - SOCKADDR.IPV4);
  name.setUint16(SOCKADDR.FAMILY, FAMILY.IPV4, true);
  name.setUint16(SOCKADDR.PORT, port);
  bytes.set(LOCALHOST, packets.clientAt(index));
}
