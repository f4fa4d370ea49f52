// A listener that completes no more handshakes: its queue is full and its thread sleeps.
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Target } from '../../src/probe/target.js';

const sleeper = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

/** Runs `use` with a target whose SYNs go unanswered, as behind a firewall that drops them. */
export async function withSilentTarget(use: (target: Target) => Promise<void>): Promise<void> {
  const worker = new Worker(sleeper, { eval: true });
  const port = await new Promise<number>(resolve => worker.once('message', resolve));
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  try {
    await Promise.race(fillers.map(socket => new Promise(resolve => socket.once('connect', resolve))));
    await use({ address: '127.0.0.1', port, host: 'app.test' });
  } finally {
    for (const socket of fillers) socket.destroy();
    await worker.terminate();
  }
}
