// What most DNS servers for Node.js are made of: node:dgram, with dns-packet to read the query and to write two A records.
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';

const AUTHORITATIVE = 0x400;
const socket = createSocket('udp4');
socket.on('message', (message, peer) => {
  const { id, questions = [], flags = 0 } = decode(message);
  const { name } = questions[0];
  const answers = ['127.0.0.1', '127.0.0.2'].map(data => ({ type: 'A' as const, name, ttl: 0, data }));
  const reply = encode({ type: 'response', id, flags: flags | AUTHORITATIVE, questions, answers });
  socket.send(reply, peer.port, peer.address);
});
socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  socket.setRecvBufferSize(4 << 20);
  socket.setSendBufferSize(4 << 20);
});
