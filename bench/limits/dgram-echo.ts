// The limit of the portable path: a node:dgram server that sends each query back with the QR bit set.
import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.on('message', (message, peer) => {
  message[2] |= 0x80;
  socket.send(message, peer.port, peer.address);
});
socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  socket.setRecvBufferSize(4 << 20);
  socket.setSendBufferSize(4 << 20);
  process.stdout.write('answers on the port\n');
});
