// A helper that is a backend on every loopback address, each of which answers well and badly by turns.
import { createServer } from 'node:net';
import { order, serveReports } from '../stalls/helper.js';

const REPLIES = ['200 OK', '503 Service Unavailable'].map(
  status => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
);

const { port } = order<{ port: number }>();
const probes = new Map<string, number>();
let count = 0;

const server = createServer(socket => {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => {
    const address = socket.localAddress ?? '';
    const nth = probes.get(address) ?? 0;
    probes.set(address, nth + 1);
    count++;
    socket.end(REPLIES[nth % REPLIES.length]);
  });
});
server.listen({ port, host: '0.0.0.0', backlog: 4096 }, () => {
  serveReports(() => {
    const seen = count;
    count = 0;
    return { probes: seen };
  });
});
