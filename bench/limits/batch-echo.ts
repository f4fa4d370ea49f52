// The limit of the batch path: batches and segmentation offload over the product's own sockets, each query sent back with the QR bit set.
import { BATCH } from '../../src/transport/batch/batch-layout.js';
import { Packets } from '../../src/transport/batch/packets.js';
import { openSockets } from '../../src/transport/batch/socket.js';
import { loadSystem, MSG } from '../../src/transport/batch/system.js';

const system = loadSystem();
const { sockets } = openSockets(system, { address: '127.0.0.1', port: Number(process.argv[2]) }, 1);
const packets = new Packets(system, false, false);
const { bytes, segments } = packets;

for (;;) {
  const received = system.recvmmsg(sockets[0].fd, packets.receiveAt, BATCH, MSG.WAITFORONE);
  for (let index = 0; index < received; index++) {
    const [from, to, length] = [packets.inputAt(index), packets.outputAt(index), packets.inputLength(index)];
    for (let octet = 0; octet < length; octet++) bytes[to + octet] = bytes[from + octet];
    bytes[to + 2] |= 0x80;
    packets.setOutputLength(index, length);
  }
  const made = received > 0 ? segments.join(received) : 0;
  for (let sent = 0; sent < made; )
    sent += Math.max(1, system.sendmmsg(sockets[0].fd, segments.at[sent], made - sent, 0));
}
