// Healthy backends beside a loop that is held up on purpose: none of them goes out, whatever kind of probe asks.
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthEngine } from '../../src/health/engine.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { systemClock } from '../../src/time/clock.js';
import type { Member } from '../../src/zone/pool.js';
import { poolOf } from './engine-world.js';
import { specOf } from './spec.js';

/** Answers after 20 ms: HTTP to whoever speaks first, and `ready` to all others. */
const BACKEND = `
  const { parentPort } = require('node:worker_threads');
  const { createServer } = require('node:net');
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', octets => setTimeout(() => {
      const isHttp = octets.includes('HTTP/');
      socket.end(isHttp ? 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok' : '+PONG\\r\\n');
    }, 20));
  });
  server.listen(0, '0.0.0.0', () => parentPort.postMessage(server.address().port));
`;

let backend: Worker;
let port: number;
beforeAll(async () => {
  backend = new Worker(BACKEND, { eval: true });
  port = await new Promise<number>(resolve => backend.once('message', resolve));
});
afterAll(() => backend.terminate());

const restMs = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

function hold(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

const KINDS: readonly ProbeOverrides[] = [
  { kind: 'http' },
  { kind: 'http', body: { pattern: '^ok$' } },
  { kind: 'http', paths: ['/', '/more'] },
  { kind: 'redis' },
  { kind: 'exec', command: ['/bin/sh', '-c', 'sleep 0.02'] },
];

describe('a loop that is held up', () => {
  it('takes no healthy backend out', { timeout: 60_000 }, async () => {
    const downs: string[] = [];
    let checks = 0;
    const engine = new HealthEngine({
      clock: systemClock,
      random: Math.random,
      probe: runProbe,
      onTransition: ({ endpoint, to, result }) => {
        if (to === 'down') downs.push(`${endpoint} ${result.code} ${result.text}`);
      },
      onCheck: () => checks++,
    });
    // Shorter than the longest holds; longer than a busy machine lets the backend wait for its turn.
    const timing = { intervalMs: 200, fastMs: 200, timeoutMs: 1000, fall: 1 };
    const pools = KINDS.map((overrides, at) => {
      const members = Array.from(
        { length: 4 },
        (_, index): Member => ({
          address: `127.21.${at}.${index + 1}`,
          port,
          weight: 1,
        }),
      );
      return poolOf(members, { name: `p${at} A`, spec: specOf({ ...overrides, ...timing } as never) });
    });
    engine.apply(pools);
    await restMs(700);
    for (const ms of [600, 1200, 3000]) {
      hold(ms);
      await restMs(150);
    }
    // Each of them, whatever else this machine does.
    const checksAtLast = checks + 20;
    while (checks < checksAtLast) await restMs(50);
    engine.stop();
    expect(downs).toEqual([]);
  });
});
