// A helper that is an upstream: one address for every name, with TTL 0, so that nothing is kept.
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { order, serveReports } from './helper.js';

const { port } = order<{ port: number }>();
const socket = createSocket('udp4');
socket.on('message', (message, { port: client, address }) => {
  const { id, questions = [] } = decode(message);
  const [{ name }] = questions;
  const answers = [{ name, type: 'A' as const, ttl: 0, data: '192.0.2.53' }];
  const reply = encode({ type: 'response', id, flags: 0x180, questions, answers });
  socket.send(reply, client, address, () => undefined);
});
socket.bind(port, '127.0.0.1', () => serveReports());
