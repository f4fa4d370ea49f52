// An upstream beside a loop that is held up on purpose: its answer counts, and it is not blamed.
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headerRcode } from '../../src/dns/header.js';
import { Forwarder } from '../../src/forward/forwarder.js';
import { openDgramSockets } from '../support/dgram-sockets.js';
import { buildQuery } from '../support/query.js';

/** Answers after 20 ms, over UDP and TCP. */
const UPSTREAM = `
  const { parentPort } = require('node:worker_threads');
  const answer = query => { const reply = Buffer.from(query); reply[2] |= 0x80; return reply; };
  const tcp = require('node:net').createServer(socket => {
    socket.on('error', () => {});
    socket.on('data', queries => setTimeout(() => {
      const replies = Buffer.from(queries);
      // Several may come at once, each behind its length.
      for (let at = 0; at < replies.length; at += 2 + replies.readUInt16BE(at)) replies[at + 4] |= 0x80;
      socket.write(replies);
    }, 20));
  });
  tcp.listen(0, '127.0.0.1', () => {
    const { port } = tcp.address();
    const udp = require('node:dgram').createSocket('udp4');
    udp.on('message', (query, { port, address }) => setTimeout(() => {
      const reply = answer(query);
      // Over TCP for who comes over TCP.
      reply[2] |= 0x02;
      udp.send(reply, port, address);
    }, 20));
    udp.bind(port, '127.0.0.1', () => parentPort.postMessage(port));
  });
`;

let upstream: Worker;
let port: number;
beforeAll(async () => {
  upstream = new Worker(UPSTREAM, { eval: true });
  port = await new Promise<number>(resolve => upstream.once('message', resolve));
});
afterAll(() => upstream.terminate());

it.each(['udp', 'tcp'] as const)('for a client over %s', async transport => {
  const turns: unknown[] = [];
  const forwarder = new Forwarder({
    openSockets: openDgramSockets,
    // Shorter than the hold; longer than a busy machine lets the upstream wait for its turn.
    totalMs: 1200,
    onTurn: (_, reason) => turns.push(reason),
  });
  const query = buildQuery('app.test A', { id: 7, edns: false });
  const route = [{ address: '127.0.0.1', port }];
  const answers = Array.from({ length: 5 }, (_, at) => {
    query[12 + 1] = 'a'.charCodeAt(0) + at;
    return forwarder.forward(new Uint8Array(query), query.length, route, transport, 512);
  });
  setImmediate(() => {
    const untilMs = performance.now() + 1500;
    while (performance.now() < untilMs);
  });
  for (const answer of answers) expect(headerRcode(await answer)).toBe(0);
  expect(turns).toEqual([]);
  expect(forwarder.stats().upstreams[0]).toMatchObject({ timeouts: 0, errors: 0 });
  await forwarder.close();
});
