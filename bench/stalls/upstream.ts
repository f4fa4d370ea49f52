// A helper that is an upstream: one address for every name, with TTL 0, so that nothing is kept.
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { HeldUp } from './held-up.js';
import { order, serveReports } from './helper.js';
import { UPSTREAM_ADDRESS } from './upstream-address.js';

const { port } = order<{ port: number }>();
const socket = createSocket('udp4');
socket.on('message', (message, { port: client, address }) => {
  const { id, questions = [] } = decode(message);
  const [{ name }] = questions;
  const answers = [{ name, type: 'A' as const, ttl: 0, data: UPSTREAM_ADDRESS }];
  const reply = encode({ type: 'response', id, flags: 0x180, questions, answers });
  socket.send(reply, client, address, () => undefined);
});
socket.bind(port, '127.0.0.1', () => {
  const heldUp = new HeldUp();
  serveReports(() => ({ heldMs: heldUp.takeMs() }));
});
